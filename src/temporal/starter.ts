import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import type { StartableJob } from '../operations/job.js';
import type { Policy } from '../operations/policy.js';
import type { BulkOperationInput } from '../operations/bulk-operation.messages.js';
import { workflowsOf } from './job-workflow.js';
import { workflowIdOf } from '../operations/workflow-ids.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { BULK_TASK_QUEUE } from './task-queues.js';

/**
 * Starts the job's workflow, in the namespace that its row names. Harmless to repeat, by anybody, at any time: the id names one job for ever, and "already
 * started" is success, whether that run is open or closed.
 */
export async function startBulkOperation(
  client: Client,
  job: StartableJob,
  policyOf: (operationType: string) => Policy,
): Promise<void> {
  const input: BulkOperationInput = {
    jobId: job.id,
    businessId: job.businessId,
    operationType: job.operationType,
    gateType: job.gateType ?? undefined,
    requestedBy: job.requestedBy,
    policy: policyOf(job.operationType),
    batchSize: job.batchSize,
    throttleMs: job.throttleMs,
    parallelism: job.parallelism,
  };
  try {
    await workflowsOf(client, job).start('bulkOperation', {
      workflowId: workflowIdOf(job),
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      taskQueue: BULK_TASK_QUEUE,
      // With matching.enableFairness the server dispatches the tasks that wait in a queue in turn, business by business. The
      // workflow's activities and later runs inherit the key.
      priority: { fairnessKey: String(job.businessId) },
      args: [input],
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.businessId, value: String(job.businessId) },
        { key: SEARCH_ATTRIBUTES.operationType, value: job.operationType },
        { key: SEARCH_ATTRIBUTES.jobStatus, value: 'pending' },
      ],
      staticSummary: `${job.operationType} in business ${job.businessId}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
