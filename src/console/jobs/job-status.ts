import type { Schemas } from '@bulkgate/client';

export type JobStatus = Schemas['JobStatus'];

export const LIVE_STATUSES = ['pending', 'running', 'pausing', 'paused', 'cancelling'] as const satisfies JobStatus[];
export const FINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies JobStatus[];

export function isFinal(status: JobStatus): boolean {
  return (FINAL_STATUSES as readonly JobStatus[]).includes(status);
}
