import { type Client, type WorkflowHandle, WorkflowClient, WorkflowNotFoundError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { JobEntity } from '../db/entities/job.entity.js';
import { bulkWorkflowId } from '../workflows/workflow-ids.js';

export type JobReference = Pick<JobEntity, 'id' | 'businessId' | 'operationType' | 'temporalNamespace'>;

/** What Temporal says about a job's workflow. `gone` is NotFound in the job's own namespace, and nothing else. */
export type WorkflowState =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly cancelled: boolean; readonly reason: string }
  | { readonly kind: 'gone' };

/** Workflows of the namespace that a job's row names, which need not be the one of this process any more. */
export function workflowsOf(client: Client, { temporalNamespace }: { temporalNamespace: string }): WorkflowClient {
  return temporalNamespace === client.options.namespace
    ? client.workflow
    : new WorkflowClient({ connection: client.connection, namespace: temporalNamespace });
}

/** A handle without a run id, so that it follows continue-as-new. */
export function jobWorkflowHandle(client: Client, job: JobReference): WorkflowHandle {
  return workflowsOf(client, job).getHandle(bulkWorkflowId(job.businessId, job.operationType, job.id));
}

/**
 * @throws every error but "workflow not found": a missing namespace or a silent server says nothing about the workflow
 */
export async function describeJobWorkflow(client: Client, job: JobReference): Promise<WorkflowState> {
  const handle = jobWorkflowHandle(client, job);
  try {
    const { status, runId } = await handle.describe();
    if (status.name === 'RUNNING' || status.name === 'PAUSED') return { kind: 'open' };
    return {
      kind: 'closed',
      cancelled: status.name === 'CANCELLED',
      reason: await closeReason(client, job, handle.workflowId, runId, status.name),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'gone' };
    throw error;
  }
}

/** How the run ended, from its last event: "terminated by …" is what people want to read on the job. */
async function closeReason(
  client: Client,
  job: JobReference,
  workflowId: string,
  runId: string,
  statusName: string,
): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: job.temporalNamespace,
    execution: { workflowId, runId },
    historyEventFilterType: proto.temporal.api.enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  const last = history?.events?.at(-1);
  const terminated = last?.workflowExecutionTerminatedEventAttributes;
  if (terminated) {
    return `terminated by ${terminated.identity || 'an operator'}${terminated.reason ? `: ${terminated.reason}` : ''}`;
  }
  const failure = last?.workflowExecutionFailedEventAttributes?.failure?.message;
  return `workflow ${statusName.toLowerCase().replaceAll('_', ' ')}${failure ? `: ${failure}` : ''}`;
}
