import type { Job } from './job.js';
import { gateOf } from './job-gate.js';

/**
 * The workflow of a job. With REJECT_DUPLICATE it names the job for ever: a repeated start is harmless, a cancel or
 * Update can only reach its own job, and describing it without a run id follows continue-as-new.
 */
export function bulkWorkflowId(businessId: number, operationType: string, jobId: string): string {
  return `bulk:${businessId}:${operationType}:${jobId}`;
}

/** The same of a job that there is. */
export function workflowIdOf(job: Pick<Job, 'id' | 'businessId' | 'operationType' | 'gateType'>): string {
  const { businessId, operationType } = gateOf(job);
  return bulkWorkflowId(businessId, operationType, job.id);
}

/** The workflow that fetches a call's recording: one at a time, whoever asks for it and how often. */
export function recordingWorkflowId(businessId: number, callSid: string): string {
  return `recording:${businessId}:${callSid}`;
}

/** The workflow of an import. With REJECT_DUPLICATE it names the import for ever. */
export function importWorkflowId(businessId: number, importId: number): string {
  return `import:${businessId}:${importId}`;
}

/** The business that such an id names; null for another workflow's id. */
export function businessOfWorkflowId(workflowId: string): number | null {
  const [, ofJob, ofAnother] =
    /^(?:bulk:([1-9]\d{0,9}):[^:]+:[^:]+|(?:recording|import):([1-9]\d{0,9}):[^:]+)$/.exec(workflowId) ?? [];
  const businessId = ofJob ?? ofAnother;
  return businessId === undefined ? null : Number(businessId);
}
