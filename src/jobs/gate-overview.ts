import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { describeError } from '../db/postgres-error.js';
import { type Drain, listDrains } from '../db/repositories/drains.js';
import { findJobsById } from '../db/repositories/job-reads.js';
import { isJobLive, liveJobsOlderThan } from '../db/repositories/live-jobs.js';
import type { BulkGate, GateId, GateState } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import type { Job } from '../operations/job.js';
import { gateOf } from '../operations/job-gate.js';
import type { JobStatus } from '../operations/status.js';

export interface GateOverviewDependencies {
  /** Opened when it is asked for: at a cut-over one looks before the first migration, and when PostgreSQL is away. */
  readonly openDatabase: () => Promise<DataSource>;
  readonly gate: BulkGate;
}

/** A lock and what its job's row says. */
type ShownLock = GateId & GateState & { readonly jobStatus: JobStatus | null };

/** What is held, what ought to be held, and what is not let in. */
export interface GateOverview {
  readonly locks: readonly ShownLock[];
  /** Live jobs whose lock Redis has lost. */
  readonly jobsWithoutLock: readonly Job[];
  readonly drains: readonly Drain[];
  /** Why only the locks are known; null where all is. */
  readonly databaseFault: string | null;
}

/** Over all businesses. @throws GateUnavailable */
export async function readGateOverview({ openDatabase, gate }: GateOverviewDependencies): Promise<GateOverview> {
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
      new Business(dataSource, businessId),
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
): Promise<Job[]> {
  const held = new Set(locks.flatMap(({ jobId }) => jobId ?? []));
  const lacking: Job[] = [];
  for (const job of await liveJobsOlderThan(dataSource, 0)) {
    if (held.has(job.id)) continue;
    const own = gateOf(job);
    const now = await gate.inspect(own);
    const business = new Business(dataSource, job.businessId);
    if (now?.jobId !== job.id && (await isJobLive(business, own.operationType, job.id))) lacking.push(job);
  }
  return lacking;
}
