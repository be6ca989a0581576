import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type InjectedSinks,
  makeTelemetryFilterString,
  type ReplayResult,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { AskedCall } from './asked-calls.js';
import type { RecorderSinks } from './command-recorder.js';

export interface Replayed {
  /** What the workflow asked for, in order; empty when the bundle has no recorder. */
  readonly asked: readonly AskedCall[];
  /** Set when the workflow now asks for other commands than the history has, or fails its task. */
  readonly error: ReplayResult['error'];
}

/**
 * The workflows with the recorder built in. Takes seconds, so do it once.
 *
 * @param compiled the compiled test tree: its JavaScript is bundled, not the sources
 */
export async function bundleWithRecorder(compiled: URL): Promise<string> {
  const fileIn = (path: string): string => fileURLToPath(new URL(path, compiled));
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileIn('src/workflows/index.js'),
    workflowInterceptorModules: [fileIn('test/processes/replay/command-recorder.js')],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

/**
 * Replays histories (Temporal's JSON, by any name) against a workflow bundle, with one worker for all.
 *
 * @param dataConverter for histories whose payloads are encoded
 * @returns by the same names, in the same order
 */
export async function replayAll(
  code: string,
  histories: ReadonlyMap<string, object>,
  dataConverter: DataConverter = {},
): Promise<Map<string, Replayed>> {
  const all = new Map<string, Replayed>();
  for await (const [name, replayed] of replayEach(code, histories, dataConverter)) all.set(name, replayed);
  return all;
}

/** The same, one after the other: whoever has seen enough ends the worker by leaving the loop. */
export async function* replayEach(
  code: string,
  histories: ReadonlyMap<string, object>,
  dataConverter: DataConverter = {},
): AsyncGenerator<[name: string, replayed: Replayed]> {
  const asked = new Map([...histories.keys()].map((name) => [name, [] as AskedCall[]]));
  const sinks: InjectedSinks<RecorderSinks> = {
    recorder: {
      asked: { fn: ({ workflowId }, call) => void asked.get(workflowId)?.push(call), callDuringReplay: true },
    },
  };
  const named = [...histories].map(([workflowId, json]) => ({ workflowId, history: historyFromJSON(json) }));
  const worker = { workflowBundle: { code }, sinks, dataConverter };
  for await (const { workflowId, error } of Worker.runReplayHistories(worker, named)) {
    yield [workflowId, { asked: asked.get(workflowId) ?? [], error }];
  }
}

/** A replay that fails is an answer here; the SDK would print it as well. */
export function silenceRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}
