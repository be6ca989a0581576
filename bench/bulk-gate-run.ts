import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { bulkWorkflowId } from '../src/operations/workflow-ids.js';
import type { BenchApi } from './bench-api.js';
import type { Stand } from './stand.js';
import { workflowEnd } from './workflow-end.js';

export interface BulkGateRun {
  readonly ms: number;
  /** Most events that any run of the job had. */
  readonly events: number;
}

const TYPE = 'delete_leads_bulk';

/** A job over all leads of a business. */
export interface BenchJob {
  readonly business: number;
  readonly leads: number;
  readonly options: {
    readonly batchSize: number | 'auto';
    readonly throttleMs: 0;
    /** How many streams; one where it is not said. */
    readonly parallelism?: number;
  };
}

/** (c) From the click to the end of the workflow, the lock's release included. */
export async function runBulkGate(stand: Stand, api: BenchApi, job: BenchJob): Promise<BulkGateRun> {
  const { business, leads, options } = job;
  const token = await api.token(business);
  const startedAt = performance.now();
  const { status, body } = await api.post('/jobs', token, {
    ...{ type: TYPE, selection: { all: true }, options },
    ...{ expectedTotal: leads, reason: 'to measure it' },
  });
  if (status !== 202) throw new Error(`the job was not accepted: ${status} ${JSON.stringify(body)}`);
  const workflowId = bulkWorkflowId(business, TYPE, String(body.id));
  await workflowEnd(stand.client, workflowId);
  const ms = performance.now() - startedAt;
  return { ms, events: await mostEvents(stand.client, workflowId) };
}

async function mostEvents(client: Client, workflowId: string): Promise<number> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  let most = 0;
  let runId: string | null | undefined = latest.raw.workflowExecutionInfo?.firstRunId ?? latest.runId;
  while (runId) {
    const { historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    most = Math.max(most, historyLength);
    runId = await nextRun(client, workflowId, runId);
  }
  return most;
}

/** The run that a roll-over went on in, from the last event alone: a history of 4,000 events is megabytes. */
async function nextRun(client: Client, workflowId: string, runId: string): Promise<string | null | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    historyEventFilterType: proto.temporal.api.enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  return history?.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
}
