import type { GateId, GateState } from '../gate/bulk-gate.js';
import type { FinishCondition } from '../db/repositories/job-lifecycle.js';
import { ROWLESS_LOCK_MS, settle, type SettleDependencies } from '../jobs/settle-job.js';
import type { Job } from '../operations/job.js';
import { jobIdTimestampMs } from '../operations/job-id.js';
import { gateOf } from '../operations/job-gate.js';
import type { FinalStatus } from '../operations/status.js';
import type { WorkflowState } from '../temporal/job-workflow.js';

/** What one look at one job or lock led to. Counted by name in the metrics. */
export type ReconcilerAction =
  'started' | 'cancelled_before_start' | 'settled' | 'cancel_repeated' | 'lock_freed' | 'error';

/** The world as the reconciler needs it. Each step is a compare-and-set, so that two reconcilers do no harm. */
export interface ReconcilerPorts extends SettleDependencies {
  readonly liveJobs: () => Promise<readonly Job[]>;
  readonly describe: (job: Job) => Promise<WorkflowState>;
  readonly start: (job: Job) => Promise<void>;
  readonly requestCancel: (job: Job) => Promise<void>;
  /** Whether the job of this gate is live; null when it has no row. */
  readonly isLive: (gate: GateId, jobId: string) => Promise<boolean | null>;
  readonly report: (action: ReconcilerAction, jobId: string | null, detail: string, gate: GateId | null) => void;
  readonly nowMs: () => number;
}

/**
 * One pass over everything that may have come to a stop: jobs whose workflow was never started, was terminated or has
 * vanished, cancels that were lost, and locks that nobody will free. A fault with one of them does not stop the rest.
 */
export async function reconcileOnce(ports: ReconcilerPorts, signal: AbortSignal): Promise<void> {
  const each = async (jobId: string | null, gate: GateId | null, step: () => Promise<void>): Promise<void> => {
    if (signal.aborted) return;
    try {
      await step();
    } catch (error) {
      ports.report('error', jobId, error instanceof Error ? error.name : 'unknown error', gate);
    }
  };
  for (const job of await ports.liveJobs()) await each(job.id, gateOf(job), () => reconcileJob(ports, job));
  await each(null, null, async () => {
    for (const lock of await ports.gate.list()) {
      const { jobId } = lock;
      if (jobId !== null) await each(jobId, lock, () => freeIfDead(ports, lock, jobId));
    }
  });
}

async function reconcileJob(ports: ReconcilerPorts, job: Job): Promise<void> {
  const workflow = await ports.describe(job);
  switch (workflow.kind) {
    case 'open':
      if (!job.cancelRequestedAt) return;
      await ports.requestCancel(job);
      return ports.report('cancel_repeated', job.id, 'cancel was asked for, the workflow is open', gateOf(job));
    case 'gone':
      if (job.startedAt) return settleAs(ports, job, 'failed', 'the workflow is gone', 'begun');
      if (!job.cancelRequestedAt) {
        await ports.start(job);
        return ports.report('started', job.id, 'accepted, but its workflow had not been started', gateOf(job));
      }
      if (await settle(ports, job, 'cancelled', null, 'not begun')) {
        ports.report('cancelled_before_start', job.id, 'cancelled before it was started', gateOf(job));
      }
      return;
    case 'closed':
      return settleAs(ports, job, workflow.cancelled ? 'cancelled' : 'failed', workflow.reason, 'any');
  }
}

async function settleAs(
  ports: ReconcilerPorts,
  job: Job,
  status: FinalStatus,
  reason: string,
  condition: FinishCondition,
): Promise<void> {
  if (await settle(ports, job, status, reason, condition)) ports.report('settled', job.id, reason, gateOf(job));
}

/** Frees, by compare, a lock whose job is final or never got a row. */
async function freeIfDead(ports: ReconcilerPorts, lock: GateId & GateState, jobId: string): Promise<void> {
  const live = await ports.isLive(lock, jobId);
  const isDead = live === false || (live === null && ports.nowMs() - jobIdTimestampMs(jobId) > ROWLESS_LOCK_MS);
  if (!isDead || !(await ports.gate.release(lock, jobId))) return;
  ports.record({
    event: 'reclaimed',
    jobId,
    ttlSeconds: lock.ttlSeconds,
    businessId: lock.businessId,
    operationType: lock.operationType,
  });
  ports.report('lock_freed', jobId, live === null ? 'its job has no row' : 'its job is final', lock);
}
