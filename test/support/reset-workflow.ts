import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';

const EXCLUDE = proto.temporal.api.enums.v1.ResetReapplyExcludeType;

/**
 * What `temporal workflow reset --reapply-exclude All` does: the run is terminated, and another one replays it up to the
 * workflow task that took the first Update of this name, and goes on without that Update and those behind it.
 *
 * @returns the id of the new run
 */
export async function resetToBefore(client: Client, workflow: WorkflowHandle, update: string): Promise<string> {
  const { runId } = await workflow.describe();
  const { events } = await client.workflow.getHandle(workflow.workflowId, runId).fetchHistory();
  const at = (events ?? []).findIndex(
    ({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => accepted?.acceptedRequest?.input?.name === update,
  );
  const task = events?.slice(0, at).findLast(({ workflowTaskCompletedEventAttributes: completed }) => completed);
  if (at < 0 || !task) throw new Error(`the run has taken no Update ${update}`);
  const { runId: newRunId } = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: workflow.workflowId, runId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: task.eventId ?? null,
    resetReapplyExcludeTypes: [
      EXCLUDE.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
      EXCLUDE.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
      EXCLUDE.RESET_REAPPLY_EXCLUDE_TYPE_CANCEL_REQUEST,
    ],
  });
  return newRunId;
}
