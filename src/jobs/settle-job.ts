import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { type FinishCondition, finishJob } from '../db/repositories/job-lifecycle.js';
import type { BulkGate } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import type { JobRef } from '../operations/job.js';
import { gateOf } from '../operations/job-gate.js';
import type { FinalStatus } from '../operations/status.js';

export interface SettleDependencies {
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly record: RecordGateEvent;
}

/** A lock without a job's row is left alone this long: its click may be between acquire and commit. */
export const ROWLESS_LOCK_MS = 30_000;

/**
 * Gives a job that can no longer finish by itself its final status, and frees its gate.
 *
 * @returns false when somebody else was faster
 */
export async function settle(
  { dataSource, gate, record }: SettleDependencies,
  { businessId, id: jobId }: Pick<JobRef, 'businessId' | 'id'>,
  status: FinalStatus,
  reason: string | null,
  condition: FinishCondition,
): Promise<boolean> {
  const finished = await finishJob(new Business(dataSource, businessId), jobId, status, reason, condition);
  if (!finished) return false;
  try {
    const own = gateOf(finished);
    if (!(await gate.release(own, jobId))) return true;
    record({ event: 'reclaimed', ttlSeconds: null, jobId, ...own });
  } catch (error) {
    // The lock of a final job is freed by the next pass or the next click.
    if (!(error instanceof GateUnavailable)) throw error;
  }
  return true;
}
