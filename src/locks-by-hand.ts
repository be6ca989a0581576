import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { findJob } from './db/repositories/job-acceptance.js';
import { findJobsById } from './db/repositories/job-reads.js';
import type { BulkGate, GateId, GateState } from './gate/bulk-gate.js';
import type { JobStatus } from './operations/status.js';
import { describeJobWorkflow, type WorkflowState } from './temporal/job-workflow.js';

export interface LocksByHandParts {
  /** Opened when a job is asked for: at a cut-over one looks before the first migration, and locks of another user need no row. */
  readonly openDatabase: () => Promise<DataSource>;
  readonly gate: BulkGate;
  readonly client: Client;
}

/** A lock and what its job's row says. */
export type ShownLock = GateId & GateState & { readonly jobStatus: JobStatus | null };

export interface FreeRequest extends GateId {
  /** The value that the person has read: a lock that has changed hands since stays. */
  readonly expected: string;
  readonly reason: string;
}

/** The lock is not freed; the message says why, for people. */
export class LockStays extends Error {}

const TEMPORAL_TIMEOUT_MS = 5_000;

/** Every lock there is, over all businesses. @throws GateUnavailable */
export async function listLocks({ openDatabase, gate }: LocksByHandParts): Promise<ShownLock[]> {
  const locks = await gate.list();
  const shown: ShownLock[] = [];
  for (const businessId of new Set(locks.map((lock) => lock.businessId))) {
    const ofBusiness = locks.filter((lock) => lock.businessId === businessId);
    const jobIds = ofBusiness.flatMap(({ jobId }) => jobId ?? []);
    const jobs = jobIds.length === 0 ? null : await findJobsById(await openDatabase(), businessId, jobIds);
    for (const lock of ofBusiness) {
      shown.push({ ...lock, jobStatus: (lock.jobId && jobs?.get(lock.jobId)?.status) || null });
    }
  }
  return shown;
}

/**
 * Frees a lock by compare, for a person who has read its value.
 *
 * @returns what was freed, for the log
 * @throws LockStays while the holder's workflow is open, when Temporal cannot be asked, or when the value is another
 * @throws GateUnavailable
 */
export async function freeLock(parts: LocksByHandParts, request: FreeRequest): Promise<{ ttlSeconds: number | null }> {
  const { gate } = parts;
  const state = await gate.inspect(request);
  if (!state) throw new LockStays('nobody holds this lock.');
  if (state.value !== request.expected) throw new LockStays(`the lock has another value now: ${state.value}`);
  if (state.jobId !== null) await assertWorkflowIsOver(parts, request, state.jobId);
  if (!(await gate.releaseValue(request, request.expected))) throw new LockStays('the lock has just changed hands.');
  return { ttlSeconds: state.ttlSeconds };
}

async function assertWorkflowIsOver(parts: LocksByHandParts, { businessId, operationType }: GateId, jobId: string) {
  const { client, openDatabase } = parts;
  const job = await findJob(await openDatabase(), businessId, jobId);
  // Without a row the namespace is ours: the job was about to be accepted by this installation.
  const reference = job ?? { id: jobId, businessId, operationType, temporalNamespace: client.options.namespace };
  let workflow: WorkflowState;
  try {
    workflow = await client.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, () =>
      describeJobWorkflow(client, reference),
    );
  } catch {
    throw new LockStays("Temporal cannot be asked whether the holder's workflow is open.");
  }
  if (workflow.kind === 'open') {
    throw new LockStays(`the workflow of job ${jobId} is open. Cancel the job, or terminate its workflow, first.`);
  }
}
