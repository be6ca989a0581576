import type { DataSource } from 'typeorm';
import type { TargetTable } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import { JobEntity } from '../entities/job.entity.js';
import { isUnreachable, postgresError } from '../postgres-error.js';
import { CommitFailed, inBusiness, queryInBusiness, type Transaction } from '../transaction.js';
import { drainsOver, keepDrainsOut } from './drains.js';
import { refuseOneTooMany } from './live-job-limit.js';
import { fixSelection } from './targets.js';

export interface NewJob {
  readonly id: string;
  readonly businessId: number;
  readonly operationType: string;
  readonly requestedBy: string;
  readonly selection: Selection;
  readonly targets: TargetTable;
  /** Distinct ids that were staged; 0 unless the selection is explicit. */
  readonly stagedCount: number;
  readonly batchSize: number;
  readonly throttleMs: number;
  readonly temporalNamespace: string;
  /** Live jobs that the business may have with this one, over all operation types. */
  readonly maxLiveJobs: number;
  readonly idempotency: { readonly key: string; readonly bodyHash: Buffer } | undefined;
  /** Is committed with the job or not at all; runs last, and only where the job is inserted. */
  readonly inSameTransaction?: ((sql: Transaction, jobId: string) => Promise<void>) | undefined;
}

/** The staged ids are not all there (any more): the request has to be sent again. */
export class StagingLost extends Error {
  constructor() {
    super('the staged ids are not complete');
    this.name = 'StagingLost';
  }
}

/** People on call have drained this start. */
class Drained extends Error {}

/** What became of the insert. `unknown` means that COMMIT was sent and its answer was lost. */
export type AcceptanceOutcome = 'inserted' | 'another job is live' | 'key is taken' | 'draining' | 'unknown';

/**
 * Inserts the job, its idempotency key and its claim on the staged ids, in one short transaction. May be run again with
 * the same job id when the first outcome is `unknown`: it waits for the one in flight and then changes nothing.
 *
 * @throws StagingLost, TooManyLiveJobs, or the driver's error; nothing is committed then
 */
export async function insertJob(dataSource: DataSource, job: NewJob): Promise<AcceptanceOutcome> {
  try {
    await inBusiness(dataSource, job.businessId, async (sql) => {
      const stagingId = job.selection.kind === 'ids' ? job.selection.stagingId : null;
      if (stagingId !== null) {
        const [staged] = await sql.query<{ jobId: string | null }>(
          'SELECT job_id AS "jobId" FROM staged_selections WHERE id = $1 AND business_id = $2 FOR UPDATE',
          [stagingId, job.businessId],
        );
        const [count] = await sql.query<{ count: number }>(
          'SELECT count(*)::int AS count FROM staged_ids WHERE staging_id = $1 AND business_id = $2',
          [stagingId, job.businessId],
        );
        const isOurs = staged && (staged.jobId === null || staged.jobId === job.id);
        if (!isOurs || count!.count !== job.stagedCount) throw new StagingLost();
      }
      // Drains are looked for in the same breath, without waiting: the acceptance makes no round trip more.
      const keptOut = keepDrainsOut(sql);
      const looking = drainsOver(sql, job);
      const inserting = sql.query(
        `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, selection_filter, staging_id,
                           requested_by, batch_size, throttle_ms, temporal_namespace, created_at)
         VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
         ON CONFLICT (id) DO NOTHING RETURNING 1`,
        [
          job.id,
          job.businessId,
          job.operationType,
          job.selection.kind,
          job.selection.kind === 'filter' ? JSON.stringify(job.selection.filter) : null,
          stagingId,
          job.requestedBy,
          job.batchSize,
          job.throttleMs,
          job.temporalNamespace,
        ],
      );
      const [, drains, inserted] = await Promise.all([keptOut, looking, inserting]);
      if (inserted.length === 0) return; // the transaction before this one was committed after all
      if (drains.length > 0) throw new Drained();
      await fixSelection(sql, job);
      await refuseOneTooMany(sql, job);
      if (job.idempotency) {
        await sql.query('INSERT INTO idempotency_keys (business_id, key, body_hash, job_id) VALUES ($1, $2, $3, $4)', [
          job.businessId,
          job.idempotency.key,
          job.idempotency.bodyHash,
          job.id,
        ]);
      }
      if (stagingId !== null) {
        await sql.query('UPDATE staged_selections SET job_id = $2 WHERE id = $1 AND business_id = $3', [
          stagingId,
          job.id,
          job.businessId,
        ]);
      }
      await job.inSameTransaction?.(sql, job.id);
    });
    return 'inserted';
  } catch (error) {
    if (error instanceof Drained) return 'draining';
    const server = postgresError(error);
    if (server?.code === '23505' && server.constraint === 'jobs_one_live') return 'another job is live';
    if (server?.code === '23505' && server.constraint === 'idempotency_keys_pkey') return 'key is taken';
    if (error instanceof CommitFailed && isUnreachable(error)) return 'unknown';
    throw error;
  }
}

export interface KnownKey {
  readonly jobId: string;
  readonly bodyHash: Buffer;
}

/** The job a client's key stands for; null for a key that no accepted job has. */
export async function findIdempotencyKey(
  dataSource: DataSource,
  businessId: number,
  key: string,
): Promise<KnownKey | null> {
  const [known] = await queryInBusiness<KnownKey>(
    dataSource,
    businessId,
    'SELECT job_id AS "jobId", body_hash AS "bodyHash" FROM idempotency_keys WHERE business_id = $1 AND key = $2',
    [businessId, key],
  );
  return known ?? null;
}

/** A job of this business; null when there is none, or when it is another business's. */
export function findJob(dataSource: DataSource, businessId: number, jobId: string): Promise<JobEntity | null> {
  return inBusiness(dataSource, businessId, ({ manager }) =>
    manager
      .createQueryBuilder(JobEntity, 'job')
      .where('job.id = :jobId AND job.business_id = :businessId', { jobId, businessId })
      .getOne(),
  );
}
