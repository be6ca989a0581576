import { type Client, type WorkflowHandle, WorkflowClient, WorkflowNotFoundError } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { JobRef } from '../operations/job.js';
import { FAILURE, shortError } from '../operations/errors.js';
import { workflowIdOf } from '../operations/workflow-ids.js';
import { UndecodablePayload } from './codec/encryption-codec.js';

type ProtoFailure = NonNullable<Parameters<typeof decodeOptionalFailureToOptionalError>[1]>;

/** A workflow, in the namespace that it was started in. */
interface NamedWorkflow {
  readonly workflowId: string;
  readonly temporalNamespace: string;
}

/** What Temporal says about a workflow. `gone` is NotFound in its own namespace, and nothing else. */
export type WorkflowState =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly cancelled: boolean; readonly reason: string }
  | { readonly kind: 'gone' };

/** Workflows of the namespace that a job's row names, which need not be the one of this process any more. */
export function workflowsOf(client: Client, { temporalNamespace }: { temporalNamespace: string }): WorkflowClient {
  return temporalNamespace === client.options.namespace
    ? client.workflow
    : new WorkflowClient({
        connection: client.connection,
        namespace: temporalNamespace,
        dataConverter: client.options.loadedDataConverter,
      });
}

/** A handle without a run id, so that it follows continue-as-new. */
export function jobWorkflowHandle(client: Client, job: JobRef): WorkflowHandle {
  return workflowsOf(client, job).getHandle(workflowIdOf(job));
}

/**
 * @throws every error but "workflow not found": a missing namespace or a silent server says nothing about the workflow
 */
export function describeJobWorkflow(client: Client, job: JobRef): Promise<WorkflowState> {
  const workflowId = workflowIdOf(job);
  return describeWorkflow(client, { workflowId, temporalNamespace: job.temporalNamespace });
}

/** The same of any workflow of ours. */
export async function describeWorkflow(client: Client, workflow: NamedWorkflow): Promise<WorkflowState> {
  try {
    const { status, runId } = await workflowsOf(client, workflow).getHandle(workflow.workflowId).describe();
    if (status.name === 'RUNNING' || status.name === 'PAUSED') return { kind: 'open' };
    return {
      kind: 'closed',
      cancelled: status.name === 'CANCELLED',
      reason: await closeReason(client, workflow, runId, status.name),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'gone' };
    throw error;
  }
}

/** How the run ended, from its last event: what people want to read on the job, and what they may. */
async function closeReason(
  client: Client,
  { workflowId, temporalNamespace }: NamedWorkflow,
  runId: string,
  statusName: string,
): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: temporalNamespace,
    execution: { workflowId, runId },
    historyEventFilterType: proto.temporal.api.enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  const last = history?.events?.at(-1);
  if (last?.workflowExecutionTerminatedEventAttributes) return TERMINATED;
  const failure = last?.workflowExecutionFailedEventAttributes?.failure;
  const why = failure ? `: ${await failureWords(client, failure)}` : '';
  return shortError(`workflow ${statusName.toLowerCase().replaceAll('_', ' ')}${why}`);
}

/**
 * Not by whom and why: the identity is an account or an e-mail address and the reason is what a person has typed, perhaps
 * about a customer. The row is shown to all of the business; who may look into Temporal finds both there.
 */
const TERMINATED = 'terminated by an operator of Temporal; who and why is in the history of its workflow';

/** The message that our own workflow has ended with, which holds no row data; of any other failure only its type. */
async function failureWords(client: Client, failure: ProtoFailure): Promise<string> {
  try {
    const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
    if (error instanceof ApplicationFailure) {
      return error.type === FAILURE.jobFailed || error.type === FAILURE.importFailed
        ? error.message
        : (error.type ?? 'unknown type');
    }
    return error?.name ?? 'unknown type';
  } catch (error) {
    // A key that is missing here must not keep the job's lock for ever.
    if (error instanceof UndecodablePayload) return error.message;
    throw error;
  }
}
