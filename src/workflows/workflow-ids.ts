/**
 * The workflow of a job. With REJECT_DUPLICATE it names the job for ever: a repeated start is harmless, a cancel or
 * Update can only reach its own job, and describing it without a run id follows continue-as-new.
 */
export function bulkWorkflowId(businessId: number, operationType: string, jobId: string): string {
  return `bulk:${businessId}:${operationType}:${jobId}`;
}

/** The business that such an id names; null for another workflow's id. */
export function businessOfWorkflowId(workflowId: string): number | null {
  const [, businessId] = /^bulk:([1-9]\d{0,9}):[^:]+:[^:]+$/.exec(workflowId) ?? [];
  return businessId === undefined ? null : Number(businessId);
}
