import { bulkWorkflowId } from '../../src/operations/workflow-ids.js';
import { BenchApi } from '../bench-api.js';
import { BenchProcess } from '../child-process.js';
import type { Stand } from '../stand.js';
import { percentile } from '../statistics.js';
import { workflowEnd } from '../workflow-end.js';
import { type StartSteps, stepsOf } from './steps.js';
import { TRACE_QUESTION, type TracedRequest, TRACES_REQUESTS } from './traced-request.js';

interface StartFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly starts: number;
}

export interface TracedStarts {
  readonly figures: StartFigures;
  /** Processor time of the API, in milliseconds; null where the system does not tell. */
  readonly processorMsPerStart: number | null;
  /** From starts of their own: noting takes time. */
  readonly steps: StartSteps;
}

const TYPE = 'delete_leads_bulk';
const DELETE_ALL = { type: TYPE, selection: { all: true } };
const STARTS = 300;
const WARM_UP_STARTS = 40;
const TRACED_STARTS = 100;
/** Far from the businesses of the other measurements. */
const FIRST_BUSINESS = 1_000;

/** Where a start's time goes, with processes of its own. */
export async function traceStarts(stand: Stand, say: (text: string) => void): Promise<TracedStarts> {
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    say('Starts ...');
    const measured = await withApi(stand, [], async (api) => {
      await start(stand, api, WARM_UP_STARTS);
      const before = await api.process.processorSeconds();
      const figures = await start(stand, api, STARTS);
      const after = await api.process.processorSeconds();
      const isTold = before !== null && after !== null;
      return { figures, processorMsPerStart: isTold ? ((after - before) * 1_000) / STARTS : null };
    });
    say('Starts, noting what they wait for ...');
    const steps = await withApi(stand, TRACES_REQUESTS, async (api) => {
      await start(stand, api, WARM_UP_STARTS);
      await api.process.ask<TracedRequest[]>(TRACE_QUESTION);
      await start(stand, api, TRACED_STARTS);
      return stepsOf(await api.process.ask<TracedRequest[]>(TRACE_QUESTION));
    });
    return { ...measured, steps };
  } finally {
    await worker.stop();
  }
}

let nextBusiness = FIRST_BUSINESS;

/** What a person who clicks feels: how long it takes until he is answered. One after the other, each in a business without leads; none waits for the work of the job before. */
async function start(stand: Stand, api: BenchApi, starts: number): Promise<StartFigures> {
  const latencies: number[] = [];
  for (let click = 0; click < starts; click++) {
    const businessId = nextBusiness++;
    const token = await api.token(businessId);
    const startedAt = performance.now();
    const { status, body } = await api.post('/jobs', token, DELETE_ALL);
    latencies.push(performance.now() - startedAt);
    if (status !== 202) throw new Error(`a start was answered with ${status} ${JSON.stringify(body)}`);
    await workflowEnd(stand.client, bulkWorkflowId(businessId, TYPE, String(body.id)));
  }
  return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), starts };
}

async function withApi<T>(stand: Stand, nodeArgs: readonly string[], use: (api: BenchApi) => Promise<T>): Promise<T> {
  const api = await BenchApi.start(stand, nodeArgs);
  return use(api).finally(() => api.stop());
}
