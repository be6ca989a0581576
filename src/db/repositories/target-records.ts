import type { TargetTable } from '../../operations/definition.js';
import type { Business } from '../business.js';
import { GATE_TYPE } from '../live-condition.js';
import { type Archived, archivedName, OF_TARGET } from './archive-reads.js';

/** What a job has done to a target, or has failed to do. */
export type RecordedChange = {
  readonly jobId: string;
  readonly type: string;
  readonly requestedBy: string;
  readonly at: Date;
  /** The newest job that undoes that one; null while there is none. */
  readonly restoredAs: string | null;
  /** The job that it undoes. */
  readonly restores: string | null;
} & (
  | { readonly change: null; readonly code: string; readonly constraint: string | null }
  | ({ readonly name: string | null } & (Archived | { readonly change: 'restored' }))
);

/** A row that jobs can be about. */
export interface RecordedTarget {
  readonly targetId: number;
  readonly targets: TargetTable;
  /** The operation types that work on its table. */
  readonly types: readonly string[];
}

/**
 * What jobs have recorded about one target, newest job first: the failures, what the archive has, and the jobs that have undone
 * that. Failures and archive are found by an index, the archive by one look-up in each of its partitions.
 *
 * A job that undoes another one archives nothing. It has brought the target back where a chunk of its stream ends at the target
 * or behind it, and the target is not recorded as failed.
 *
 * The archive does not say when. The ledger does: its chunks tile the targets of a job, so that the chunk of a target is the
 * first that ends at it or behind it. Where the ledger is purged, it is the end of the job.
 *
 * @param beforeJob null for the newest
 */
export function listTargetRecords(
  business: Business,
  { targetId, targets, types }: RecordedTarget,
  beforeJob: string | null,
  limit: number,
): Promise<RecordedChange[]> {
  return business.query<RecordedChange>(
    `WITH archived AS MATERIALIZED (
       SELECT job_id, target_id, kind, old_values, new_values FROM archive
        WHERE business_id = $1 AND target_id = $2 AND ${OF_TARGET} AND table_name = $4
          AND expires_on >= (now() AT TIME ZONE 'UTC')::date)
     SELECT "jobId", operation_type AS type, requested_by AS "requestedBy", "failureCode" AS code,
            "constraintName" AS "constraint", jobs.restores,
            CASE WHEN "archivedKind" IS NOT NULL AND jobs.restores IS NOT NULL THEN 'restored' ELSE "archivedKind" END AS change,
            CASE "archivedKind" WHEN 'updated' THEN "archivedValues" END AS "oldValues", "writtenValues" AS "newValues",
            (SELECT restore.id FROM jobs AS restore WHERE restore.business_id = $1 AND restore.restores = "jobId"
              ORDER BY restore.id DESC LIMIT 1) AS "restoredAs",
            CASE WHEN "archivedKind" IS NOT NULL THEN ${archivedName(targets)} END AS name,
            COALESCE("recordedAt",
                     (SELECT chunk.finished_at FROM job_batches AS chunk
                       WHERE chunk.business_id = $1 AND chunk.job_id = "jobId" AND chunk.next_cursor >= $2
                         AND results_deleted_at IS NULL
                       ORDER BY chunk.next_cursor LIMIT 1),
                     jobs.finished_at, heartbeat_at, jobs.created_at) AS at
       FROM ((SELECT failure.job_id AS "jobId", failure.target_id AS "targetId", code AS "failureCode",
                     constraint_name AS "constraintName", failure.created_at AS "recordedAt", NULL AS "archivedKind",
                     NULL::jsonb AS "archivedValues", NULL::jsonb AS "writtenValues"
                FROM job_failures AS failure JOIN jobs ON jobs.id = failure.job_id AND jobs.business_id = $1
               WHERE failure.business_id = $1 AND target_id = $2 AND ${GATE_TYPE} = ANY($3::text[])
                 AND ($5::uuid IS NULL OR job_id < $5)
               ORDER BY job_id DESC LIMIT $6)
             UNION ALL
             (SELECT job_id, target_id, NULL, NULL, NULL, kind, old_values, new_values
                FROM archived WHERE $5::uuid IS NULL OR job_id < $5
               ORDER BY job_id DESC LIMIT $6)
             UNION ALL
             (SELECT restore.id, target_id, NULL, NULL, chunk.finished_at, kind, old_values, NULL
                FROM archived JOIN jobs AS restore ON restore.business_id = $1 AND restore.restores = archived.job_id
               CROSS JOIN LATERAL (
                 SELECT ledger.finished_at FROM job_batches AS ledger
                  WHERE ledger.business_id = $1 AND ledger.job_id = restore.id AND ledger.next_cursor >= $2
                    AND stream_no = (SELECT no FROM jsonb_array_elements(restore.streams) WITH ORDINALITY AS stream (part, no)
                                      WHERE (part->>'after')::bigint < $2
                                        AND COALESCE((part->>'upTo')::bigint, $2) >= $2)
                  ORDER BY ledger.next_cursor LIMIT 1) AS chunk
               WHERE ($5::uuid IS NULL OR restore.id < $5)
                 AND restore.results_deleted_at IS NULL
                 AND NOT EXISTS (SELECT FROM job_failures AS failure
                                  WHERE failure.business_id = $1 AND failure.job_id = restore.id AND failure.target_id = $2)
               ORDER BY restore.id DESC LIMIT $6)
             ORDER BY "jobId" DESC LIMIT $6) AS records
       JOIN jobs ON jobs.id = "jobId" AND jobs.business_id = $1
      ORDER BY "jobId" DESC`,
    [business.id, targetId, types, targets.table, beforeJob, limit],
  );
}
