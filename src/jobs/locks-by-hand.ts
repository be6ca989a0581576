import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { appendAudit, commitAudit } from '../audit/append-audit.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import { commandEntry } from '../audit/command-entry.js';
import { describeError } from '../db/postgres-error.js';
import { type Drain, listDrains } from '../db/repositories/drains.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import { findJobsById } from '../db/repositories/job-reads.js';
import { isJobLive, type LiveJob, liveJobsOlderThan } from '../db/repositories/live-jobs.js';
import { CommitFailed, inBusiness } from '../db/transaction.js';
import type { BulkGate, GateId, GateState } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import { holderJobId } from '../gate/keys.js';
import type { JobStatus } from '../operations/status.js';
import { describeJobWorkflow, type WorkflowState } from '../temporal/job-workflow.js';

export interface LocksByHandParts {
  /** Opened when it is asked for: at a cut-over one looks before the first migration, and when PostgreSQL is away. */
  readonly openDatabase: () => Promise<DataSource>;
  readonly gate: BulkGate;
  readonly client: Client;
}

/** A lock and what its job's row says. */
export type ShownLock = GateId & GateState & { readonly jobStatus: JobStatus | null };

/** What is held, what ought to be held, and what is not let in. */
export interface GateOverview {
  readonly locks: readonly ShownLock[];
  /** Live jobs whose lock Redis has lost. */
  readonly jobsWithoutLock: readonly LiveJob[];
  readonly drains: readonly Drain[];
  /** Why only the locks are known; null where all is. */
  readonly databaseFault: string | null;
}

export interface FreeRequest extends GateId {
  /** The value that the person has read: a lock that has changed hands since stays. */
  readonly expected: string;
  readonly reason: string;
  /** Who frees it. */
  readonly by: string;
}

/** The lock is not freed; the message says why, for people. */
export class LockStays extends Error {
  constructor(
    /** Stable, for the audit log. */
    readonly code: 'not_held' | 'value_changed' | 'workflow_open' | 'temporal_unavailable',
    message: string,
  ) {
    super(message);
    this.name = 'LockStays';
  }
}

/** The lock is free, and its entry is not known to be in the audit log. */
export class FreedUnrecorded extends Error {
  constructor(
    readonly entry: AuditEntry,
    cause: unknown,
  ) {
    super('the lock is free, but that could not be written into the audit log', { cause });
    this.name = 'FreedUnrecorded';
  }
}

const TEMPORAL_TIMEOUT_MS = 5_000;

/** Over all businesses. @throws GateUnavailable */
export async function listGate({ openDatabase, gate }: LocksByHandParts): Promise<GateOverview> {
  const locks = await gate.list();
  try {
    const dataSource = await openDatabase();
    const [shown, jobsWithoutLock, drains] = await Promise.all([
      withStatus(dataSource, locks),
      jobsLackingLock(dataSource, gate, locks),
      listDrains(dataSource),
    ]);
    return { locks: shown, jobsWithoutLock, drains, databaseFault: null };
  } catch (error) {
    if (error instanceof GateUnavailable) throw error;
    const shown = locks.map((lock) => ({ ...lock, jobStatus: null }));
    return { locks: shown, jobsWithoutLock: [], drains: [], databaseFault: describeError(error) };
  }
}

async function withStatus(dataSource: DataSource, locks: readonly (GateId & GateState)[]): Promise<ShownLock[]> {
  const shown: ShownLock[] = [];
  for (const businessId of new Set(locks.map((lock) => lock.businessId))) {
    const ofBusiness = locks.filter((lock) => lock.businessId === businessId);
    const jobs = await findJobsById(
      dataSource,
      businessId,
      ofBusiness.flatMap(({ jobId }) => jobId ?? []),
    );
    for (const lock of ofBusiness) {
      shown.push({ ...lock, jobStatus: (lock.jobId && jobs.get(lock.jobId)?.status) || null });
    }
  }
  return shown;
}

/**
 * A job that was accepted since the locks were read seems to have none, and so does one that has just ended. So the lock is
 * looked at once more, and then the row: a job's lock is there before its row, and goes after its end.
 */
async function jobsLackingLock(
  dataSource: DataSource,
  gate: BulkGate,
  locks: readonly (GateId & GateState)[],
): Promise<LiveJob[]> {
  const held = new Set(locks.flatMap(({ jobId }) => jobId ?? []));
  const lacking: LiveJob[] = [];
  for (const job of await liveJobsOlderThan(dataSource, 0)) {
    if (held.has(job.id)) continue;
    const now = await gate.inspect(job);
    if (now?.jobId !== job.id && (await isJobLive(dataSource, job, job.id))) lacking.push(job);
  }
  return lacking;
}

/**
 * Frees a lock by compare, for a person who has read its value, and writes that down in the audit log of its business.
 *
 * The entry is written first, in a transaction that commits once the lock is free: what cannot be written down is not
 * done. So nothing is freed while PostgreSQL is away. Nothing is lost by that: a free lock lets a start in, and a start
 * needs PostgreSQL.
 *
 * @returns what was freed, for the log
 * @throws LockStays while the holder's workflow is open, when Temporal cannot be asked, or when the value is another
 * @throws FreedUnrecorded
 * @throws GateUnavailable; the lock may be free, and the entry says `failed`
 */
export async function freeLock(parts: LocksByHandParts, request: FreeRequest): Promise<{ ttlSeconds: number | null }> {
  const { businessId, operationType, expected, by } = request;
  const dataSource = await parts.openDatabase();
  const done = commandEntry('gate', { subject: by, action: 'gate.free', operationType, target: holderJobId(expected) });
  try {
    const state = await releasable(parts, request);
    await inBusiness(dataSource, businessId, async (sql) => {
      await appendAudit(sql, businessId, [done]);
      if (await parts.gate.releaseValue(request, expected)) return;
      throw new LockStays('value_changed', 'the lock has just changed hands.');
    });
    return { ttlSeconds: state.ttlSeconds };
  } catch (error) {
    if (error instanceof CommitFailed) {
      // The same entry again: an append that was committed after all changes nothing.
      await commitAudit(dataSource, businessId, [done]).catch((cause: unknown) => {
        throw new FreedUnrecorded(done, cause);
      });
      return { ttlSeconds: null };
    }
    const outcome =
      error instanceof LockStays
        ? ({ result: 'refused', reason: error.code } as const)
        : error instanceof GateUnavailable && ({ result: 'failed', reason: 'gate_unavailable' } as const);
    if (outcome) await commitAudit(dataSource, businessId, [{ ...done, ...outcome }]);
    throw error;
  }
}

/** The lock as it stands, if it may be freed. */
async function releasable(parts: LocksByHandParts, request: FreeRequest): Promise<GateState> {
  const state = await parts.gate.inspect(request);
  if (!state) throw new LockStays('not_held', 'nobody holds this lock.');
  if (state.value !== request.expected) {
    throw new LockStays('value_changed', `the lock has another value now: ${state.value}`);
  }
  if (state.jobId !== null) await assertWorkflowIsOver(parts, request, state.jobId);
  return state;
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
    throw new LockStays('temporal_unavailable', "Temporal cannot be asked whether the holder's workflow is open.");
  }
  if (workflow.kind === 'open') {
    throw new LockStays(
      'workflow_open',
      `the workflow of job ${jobId} is open. Cancel the job (gate cancel ${jobId}), or terminate its workflow, first.`,
    );
  }
}
