import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client';
import type { FetchRecordingInput } from '../recordings/fetch-recording.messages.js';
import { recordingWorkflowId } from '../operations/workflow-ids.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { RECORDING_TASK_QUEUE } from './task-queues.js';

/** With no worker there, a fetch is not kept waiting for hours for somebody who has long gone: the next click starts anew. */
const WAITS_AT_MOST = '15m';

/** Starts the fetch of a recording, or joins the one that is running: the id says which is the same. */
export async function startFetchRecording(client: Client, input: FetchRecordingInput): Promise<void> {
  await client.workflow.start('fetchRecording', {
    workflowId: recordingWorkflowId(input.businessId, input.callSid),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowExecutionTimeout: WAITS_AT_MOST,
    taskQueue: RECORDING_TASK_QUEUE,
    // Where the server minds them (matching.enableFairness), what waits in the queue is handed out in turn, business by business.
    priority: { fairnessKey: String(input.businessId) },
    args: [input],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.businessId, value: String(input.businessId) }],
    staticSummary: `recording of a call in business ${input.businessId}`,
  });
}
