import type { Canary } from '../../operations/canary.js';
import type { JobParameters, Sql, TargetTable } from '../../operations/definition.js';
import type { Job, StartableJob } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import type { Selection } from '../../operations/selection.js';
import { batchSizeColumn } from '../batch-size-column.js';
import type { Business } from '../business.js';
import { JOB } from '../entities/job.entity.js';
import { isUnreachable, LOCK_NOT_AVAILABLE, postgresError } from '../postgres-error.js';
import { CommitFailed, type Transaction } from '../transaction.js';
import { isDrained, lockOutNewDrains } from './drains.js';
import { isOverLiveJobLimit } from './live-job-limit.js';
import type { FixedSelection } from '../selections/selected-targets.js';

export interface NewJob extends StartableJob {
  readonly selection: Selection;
  /** As its definition's schema has made them, to be stored as JSON. */
  readonly parameters: JobParameters;
  readonly targets: TargetTable;
  /** What it selects from now on; null where ids are listed. */
  readonly fixed: FixedSelection | null;
  /** What a person has confirmed. */
  readonly expectedTotal: number | null;
  readonly reason: string | null;
  /** So many days the archive keeps what the job deletes; 0 where it is not archived. */
  readonly archiveDays: number;
  /** To whom it sends first, before it looks. */
  readonly canary?: Canary | undefined;
  /** Live jobs that the business may have with this one, over all operation types. */
  readonly maxLiveJobs: number;
  readonly idempotency: { readonly key: string; readonly bodyHash: Buffer } | undefined;
  /** The last look at the credential; what it throws forbids the job. Sends its statements before it waits for any. */
  readonly lockCredential?: ((sql: Transaction) => Promise<void>) | undefined;
  /** Is committed with the job or not at all; runs last, and only where the job is inserted. */
  readonly inSameTransaction?: ((sql: Transaction, jobId: string) => Promise<void>) | undefined;
}

/** What keeps a job out. `unknown` means that COMMIT was sent and its answer was lost. */
type NotInserted =
  | 'another job is live'
  | 'key is taken'
  | 'draining'
  | 'too many live jobs'
  /** The staged ids are not all there (any more): the request has to be sent again. */
  | 'staging is lost'
  /** The failures that it was to try again are being deleted. */
  | 'failures are lost'
  /** The archive that it was to restore from is deleted, or about to be. */
  | 'archive is expired'
  /** Another job tries the same failures again. */
  | 'retried before'
  /** Somebody else holds a lock that it needs. */
  | 'busy'
  | 'unknown';

export type AcceptanceOutcome =
  | { readonly kind: 'inserted'; readonly job: Job }
  /** The transaction before this one was committed after all. */
  | { readonly kind: 'inserted before' }
  | { readonly kind: 'not inserted'; readonly because: NotInserted; readonly cause?: unknown }
  /** `lockCredential` or `inSameTransaction` has thrown this. */
  | { readonly kind: 'forbidden'; readonly error: unknown };

/** Rolls the transaction back. */
class NotAccepted extends Error {
  constructor(readonly outcome: AcceptanceOutcome) {
    super('the job is not accepted');
  }
}

/**
 * Inserts the job, its idempotency key and its claim on the staged ids, in one short transaction. May be run again with
 * the same job id when the first outcome is `unknown`: it waits for the one in flight and then changes nothing.
 *
 * @throws the driver's error; nothing is committed then
 */
export async function insertJob(business: Business, job: NewJob): Promise<AcceptanceOutcome> {
  try {
    return await business.transaction((sql) => insertWithin(sql, job));
  } catch (error) {
    if (error instanceof NotAccepted) return error.outcome;
    const because = reasonOf(error);
    if (because === null) throw error;
    return { kind: 'not inserted', because, cause: error };
  }
}

function reasonOf(error: unknown): NotInserted | null {
  const server = postgresError(error);
  if (server?.code === '23505' && server.constraint === 'jobs_one_live') return 'another job is live';
  if (server?.code === '23505' && server.constraint === 'idempotency_keys_pkey') return 'key is taken';
  if (server?.code === '23505' && server.constraint === 'jobs_one_retry') return 'retried before';
  if (server?.code === LOCK_NOT_AVAILABLE) return 'busy';
  return error instanceof CommitFailed && isUnreachable(error) ? 'unknown' : null;
}

/**
 * All statements but the last are sent in one breath. PostgreSQL executes one after the other, so that locks are taken in
 * this order, and each has a snapshot of its own. What fails first is what is told; what one of them would have refused
 * alone, the rollback undoes.
 */
async function insertWithin(sql: Transaction, job: NewJob): Promise<AcceptanceOutcome> {
  const { id, businessId, selection, idempotency } = job;
  const staged = 'stagingId' in selection ? selection : null;
  const [kept, staging, keptOut, drained, inserted, overLimit, key, claim, credential] = await Promise.allSettled([
    selection.kind === 'failed'
      ? keepFailures(sql, job, selection.ofJob)
      : selection.kind === 'archived' && keepArchive(sql, selection.expiresOn),
    staged && lockStaging(sql, job, staged),
    lockOutNewDrains(sql),
    isDrained(sql, gateOf(job)),
    insertRow(sql, job),
    isOverLiveJobLimit(sql, job),
    idempotency &&
      sql.queryPrepared(
        'insert_idempotency_key',
        'INSERT INTO idempotency_keys (business_id, key, body_hash, job_id) VALUES ($1, $2, $3, $4)',
        [businessId, idempotency.key, idempotency.bodyHash, id],
      ),
    staged &&
      sql.query('UPDATE staged_selections SET job_id = $2 WHERE id = $1 AND business_id = $3', [
        staged.stagingId,
        id,
        businessId,
      ]),
    job.lockCredential?.(sql),
  ]);
  valueOf(kept);
  valueOf(staging);
  valueOf(keptOut);
  const isKeptOut = valueOf(drained);
  const row = valueOf(inserted);
  // Before the key: of an acceptance that is run again it is taken, by itself.
  if (!row) throw new NotAccepted({ kind: 'inserted before' });
  if (isKeptOut) throw new NotAccepted({ kind: 'not inserted', because: 'draining' });
  const isOneTooMany = valueOf(overLimit);
  valueOf(key);
  valueOf(claim);
  if (isOneTooMany) throw new NotAccepted({ kind: 'not inserted', because: 'too many live jobs' });
  if (credential.status === 'rejected') throw forbiddenBy(credential.reason);
  await job.inSameTransaction?.(sql, id).catch((error: unknown) => {
    throw forbiddenBy(error);
  });
  return { kind: 'inserted', job: row };
}

function valueOf<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** What is thrown for it: an error of the database forbids nothing. */
function forbiddenBy(error: unknown): unknown {
  const isOfDatabase = postgresError(error) !== null || isUnreachable(error);
  return isOfDatabase ? error : new NotAccepted({ kind: 'forbidden', error });
}

/** The job's row; undefined where there is one already. */
async function insertRow(sql: Transaction, job: NewJob): Promise<Job | undefined> {
  const { id, businessId, selection, fixed } = job;
  const [row] = await sql.queryPrepared<Job>(
    'insert_job',
    `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, selection_filter, staging_id,
                       requested_by, batch_size, throttle_ms, temporal_namespace, created_at, selected_at, upper_bound,
                       accepted_snapshot, changed_since, expected_total, reason, parallelism, parameters,
                       archive_expires_on, retry_of, restores, gate_type, canary)
     VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, clock_timestamp(), $11, $12, $13,
             CASE WHEN $4 = 'filter' AND $13::pg_snapshot IS NOT NULL THEN 0 END, $14, $15, $16, $17,
             COALESCE($20::date,
                      CASE WHEN $18::integer > 0 THEN (clock_timestamp() AT TIME ZONE 'UTC')::date + $18::integer END),
             $19, $21, $22, $23)
     ON CONFLICT (id) DO NOTHING RETURNING ${JOB}`,
    [
      id,
      businessId,
      job.operationType,
      selection.kind,
      'filter' in selection && selection.filter ? JSON.stringify(selection.filter) : null,
      'stagingId' in selection ? selection.stagingId : null,
      job.requestedBy,
      batchSizeColumn(job.batchSize),
      job.throttleMs,
      job.temporalNamespace,
      fixed?.moment ?? null,
      fixed?.upperBound ?? null,
      fixed?.snapshot ?? null,
      job.expectedTotal,
      job.reason,
      job.parallelism,
      JSON.stringify(job.parameters),
      job.archiveDays,
      selection.kind === 'failed' ? selection.ofJob : null,
      // Its source's day: as long as it is live, the purge leaves that archive alone.
      selection.kind === 'archived' ? selection.expiresOn : null,
      selection.kind === 'archived' ? selection.ofJob : null,
      job.gateType,
      job.canary ? JSON.stringify(job.canary) : null,
    ],
  );
  return row;
}

/**
 * The purge locks the job before it says that it deletes: after the commit it finds the retry, which needs them.
 *
 * @throws NotAccepted
 */
async function keepFailures(sql: Sql, { businessId }: NewJob, ofJob: string): Promise<void> {
  const [job] = await sql.query<{ areDeleted: boolean }>(
    'SELECT results_deleted_at IS NOT NULL AS "areDeleted" FROM jobs WHERE id = $1 AND business_id = $2 FOR SHARE',
    [ofJob, businessId],
  );
  if (!job || job.areDeleted) throw new NotAccepted({ kind: 'not inserted', because: 'failures are lost' });
}

/**
 * The purge locks the day before it decides to drop it: after the commit it finds the restore, which needs it.
 *
 * @throws NotAccepted
 */
async function keepArchive(sql: Sql, expiresOn: string): Promise<void> {
  const [archive] = await sql.query<{ isKept: boolean | null }>('SELECT keep_archive($1::date) AS "isKept"', [
    expiresOn,
  ]);
  if (archive?.isKept !== true) throw new NotAccepted({ kind: 'not inserted', because: 'archive is expired' });
}

/** No more of them come or go until the transaction ends. @throws NotAccepted */
async function lockStaging(
  sql: Sql,
  { id, businessId }: NewJob,
  { stagingId, count }: Extract<Selection, { kind: 'ids' }>,
): Promise<void> {
  const [[staged], [ids]] = await Promise.all([
    sql.query<{ jobId: string | null }>(
      'SELECT job_id AS "jobId" FROM staged_selections WHERE id = $1 AND business_id = $2 FOR UPDATE',
      [stagingId, businessId],
    ),
    sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM staged_ids WHERE staging_id = $1 AND business_id = $2',
      [stagingId, businessId],
    ),
  ]);
  const isOurs = staged && (staged.jobId === null || staged.jobId === id);
  if (!isOurs || ids!.count !== count) {
    throw new NotAccepted({ kind: 'not inserted', because: 'staging is lost' });
  }
}

export interface KnownKey {
  readonly jobId: string;
  readonly bodyHash: Buffer;
}

/** The job a client's key stands for; null for a key that no accepted job has. */
export function findIdempotencyKey(business: Business, key: string): Promise<KnownKey | null> {
  return business.first(
    'SELECT job_id AS "jobId", body_hash AS "bodyHash" FROM idempotency_keys WHERE business_id = $1 AND key = $2',
    [business.id, key],
  );
}

/** A job of this business; null when there is none, or when it is another business's. */
export function findJob(business: Business, jobId: string): Promise<Job | null> {
  const statement = `SELECT ${JOB} FROM jobs WHERE id = $1 AND business_id = $2`;
  return business.firstPrepared<Job>('find_job', statement, [jobId, business.id]);
}
