import type { Schemas } from '@bulkgate/client';
import type { Job } from '../jobs/job.js';

export interface HeldGate extends Omit<Schemas['HeldGate'], 'ttlSeconds'> {
  /** When the lock ends if nobody refreshes it, in milliseconds of this browser's clock; null for one without an expiry. */
  readonly until: number | null;
}

export interface Gates {
  readonly items: readonly HeldGate[];
  readonly drains: Schemas['HeldGates']['drains'];
}

export function heldUntil(ttlSeconds: number | null, now: number): number | null {
  return ttlSeconds === null ? null : now + ttlSeconds * 1_000;
}

/** The list once a job has changed that holds one of its gates. */
export function gatesWithJob(gates: Gates, job: Job, now: number): Gates {
  const { id, status, processed, total, gate, startedAt, createdAt } = job;
  const items = gates.items.map((held): HeldGate => {
    if (held.holder.jobId !== id) return held;
    const until = gate?.held ? heldUntil(gate.ttlSeconds, now) : held.until;
    return { ...held, until, holder: { jobId: id, status, processed, total, startedAt: startedAt ?? createdAt } };
  });
  return { ...gates, items };
}
