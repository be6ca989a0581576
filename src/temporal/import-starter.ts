import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import type { ImportRef } from '../operations/imports/import.js';
import { importWorkflowId } from '../operations/workflow-ids.js';
import { workflowsOf } from './job-workflow.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { BULK_TASK_QUEUE } from './task-queues.js';

/** Starts the workflow of an import. Harmless to repeat: "already started" is success, whether that run is open or closed. */
export async function startImport(
  client: Client,
  { businessId, importId }: ImportRef,
  temporalNamespace: string,
): Promise<void> {
  try {
    await workflowsOf(client, { temporalNamespace }).start('importLeads', {
      workflowId: importWorkflowId(businessId, importId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      taskQueue: BULK_TASK_QUEUE,
      priority: { fairnessKey: String(businessId) },
      args: [{ businessId, importId }],
      typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.businessId, value: String(businessId) }],
      staticSummary: `import of leads in business ${businessId}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
