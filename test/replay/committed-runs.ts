import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AskedCall } from '../processes/replay/asked-calls.js';

/** Temporal's JSON of one run's recorded execution, as far as tests look into it. */
export interface HistoryJson {
  readonly events: readonly HistoryEvent[];
}

interface HistoryEvent {
  readonly eventType: string;
  readonly [attributes: string]: unknown;
}

const folderOf = (name: string): string => fileURLToPath(new URL(`./${name}/`, import.meta.url));

/** By file name, as `npm run record-history` has written them. */
export const histories: ReadonlyMap<string, HistoryJson> = readFolder<HistoryJson>('histories');
/** By the same names: what the workflow asked for in that run. */
export const expectedCalls: ReadonlyMap<string, readonly AskedCall[]> = readFolder<readonly AskedCall[]>('expected');

/** Histories of all runs of a recorded job, in order. */
export function runsOf(job: string): HistoryJson[] {
  const numbered = [...histories].flatMap(([file, history]) => {
    const run = file.startsWith(`${job}.run-`) ? Number.parseInt(file.slice(`${job}.run-`.length), 10) : NaN;
    return Number.isNaN(run) ? [] : [{ run, history }];
  });
  return numbered.sort((a, b) => a.run - b.run).map(({ history }) => history);
}

/** Types of a history's events, without their common beginning. */
export function eventTypes({ events }: HistoryJson): string[] {
  return events.map(({ eventType }) => eventType.replace(/^EVENT_TYPE_/, ''));
}

/** What a run was started with, by the name of its file. */
export function runInput<T>(file: string): T {
  const [started] = histories.get(file)!.events;
  return argumentsOf(started!.workflowExecutionStartedEventAttributes)[0] as T;
}

/** First argument of each call of this activity in a run, in order. */
export function activityInputs<T>(file: string, activityType: string): T[] {
  return histories.get(file)!.events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const { name } = (scheduled as { activityType: { name: string } } | undefined)?.activityType ?? {};
    return name === activityType ? [argumentsOf(scheduled)[0] as T] : [];
  });
}

function argumentsOf(attributes: unknown): unknown[] {
  const { payloads } = (attributes as { input: { payloads: { data: string }[] } }).input;
  return payloads.map(({ data }) => JSON.parse(Buffer.from(data, 'base64').toString()) as unknown);
}

function readFolder<T>(folder: string): Map<string, T> {
  const files = readdirSync(folderOf(folder)).sort();
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(folderOf(folder) + file, 'utf8')) as T]));
}
