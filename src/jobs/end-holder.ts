import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type Business } from '../db/business.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import type { Transaction } from '../db/transaction.js';
import { gateOf } from '../operations/job-gate.js';
import { isFinal } from '../operations/status.js';
import { askTemporal } from '../temporal/ask-temporal.js';
import { jobWorkflowHandle } from '../temporal/job-workflow.js';
import { asSeen, GateStaysHeld, type SeenLock } from './free-gate.js';
import { settle, type SettleDependencies } from './settle-job.js';

export interface EndHolderDependencies extends SettleDependencies {
  readonly client: Client;
}

/** A transaction with the head of the audit log waits for it. */
const TEMPORAL_TIMEOUT_MS = 3_300;

/** On the job, for all of the business. Who and why is in the audit log. */
const ENDED_BY_FORCE = 'ended by force; who and why is in the audit log';

/**
 * Ends the job that holds a lock, at once and by force: its workflow is terminated, the job is `failed` and the lock free.
 * What a batch does meanwhile is rolled back by the fence. For a job that a cancel cannot end.
 *
 * It is written down first, in a transaction that commits once the workflow is terminated.
 *
 * @returns false where no live job stands behind the lock: it can be freed without force
 * @throws GateStaysHeld when the value is another, or Temporal does not answer
 * @throws GateUnavailable
 */
export async function endHolder(
  dependencies: EndHolderDependencies,
  business: Business,
  lock: SeenLock,
  write: (sql: Transaction) => Promise<void>,
): Promise<boolean> {
  const { gate, client } = dependencies;
  const { jobId } = await asSeen(gate, lock);
  const job = jobId === null ? null : await findJob(business, jobId);
  // An id that a hand has written there may be a job of another gate, which nobody has asked to end.
  if (!job || isFinal(job.status) || gateOf(job).operationType !== lock.operationType) return false;
  await business.transaction(async (sql) => {
    await write(sql);
    // Not the reason: whoever looks into Temporal need not be of this business.
    const ending = askTemporal(client, TEMPORAL_TIMEOUT_MS, () =>
      jobWorkflowHandle(client, job).terminate(ENDED_BY_FORCE),
    );
    await ending.catch((error: unknown) => {
      // Ended, or not started yet: whoever begins the job finds it final.
      if (error instanceof WorkflowNotFoundError) return;
      throw new GateStaysHeld(
        'temporal_unavailable',
        'Temporal does not answer: it is not known whether the workflow has ended.',
      );
    });
  });
  await settle(dependencies, job, 'failed', ENDED_BY_FORCE, 'any');
  // The reconciler may have settled it in between, and Redis may have been away then.
  await gate.releaseValue(lock, lock.expected);
  return true;
}
