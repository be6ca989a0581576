import type { TargetTable } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import type { Business } from '../business.js';

/** Columns of a row, by their names. */
type Values = Readonly<Record<string, unknown>>;

/** A target that a job has deleted or updated, as `deleteTargets` and `updateTargets` have archived it. */
export type ArchivedTarget = { readonly targetId: number; readonly name: string | null } & Archived;

export type Archived =
  | { readonly change: 'deleted'; readonly oldValues: null; readonly newValues: null }
  /** Of the columns that have changed. */
  | { readonly change: 'updated'; readonly oldValues: Values; readonly newValues: Values };

/** Entries of a target's own row: the same condition as that of the index `archive_by_target`. */
export const OF_TARGET = `row_id = target_id AND kind <> 'cleared'`;

const NOT_FAILED = `
  AND NOT EXISTS (SELECT FROM job_failures AS failure
                   WHERE failure.business_id = $1 AND failure.job_id = $7 AND failure.target_id = archive.target_id)`;

/** Where the entries of a job are: their partition and their key. Numbered from $1. */
const OF_JOB = 'business_id = $1 AND expires_on = $2 AND job_id = $3 AND table_name = $4';

const keyOf = (business: Business, { table }: TargetTable, job: Job) => [
  business.id,
  job.archiveExpiresOn,
  job.restores ?? job.id,
  table,
];

/**
 * What a person calls the target of an entry, as SQL: a deleted one what it was called then, an updated one what it is called
 * now; null where it is gone. Over `targetId`, `archivedKind` and `archivedValues`, names that hide no column of a table of
 * targets; the business is $1.
 */
export function archivedName({ table, nameOf }: TargetTable): string {
  // Without its schema, which no alias can have.
  const alias = table.split('.').at(-1);
  return `CASE "archivedKind"
    WHEN 'deleted' THEN (SELECT ${nameOf} FROM jsonb_populate_record(NULL::${table}, "archivedValues") AS ${alias})
    ELSE (SELECT ${nameOf} FROM ${table} WHERE id = "targetId" AND business_id = $1) END`;
}

/**
 * The targets that a job has archived, by ascending id, above `afterId`. Of a restore: those that the job which it undoes has
 * archived, without the ones that it has recorded as failed.
 */
export function listArchived(
  business: Business,
  targets: TargetTable,
  job: Job,
  afterId: number,
  limit: number,
): Promise<ArchivedTarget[]> {
  return business.query<ArchivedTarget>(
    `SELECT "targetId", ${archivedName(targets)} AS name, "archivedKind" AS change,
            CASE "archivedKind" WHEN 'updated' THEN "archivedValues" END AS "oldValues", "writtenValues" AS "newValues"
       FROM (SELECT target_id AS "targetId", kind AS "archivedKind", old_values AS "archivedValues",
                    new_values AS "writtenValues"
               FROM archive WHERE ${OF_JOB} AND ${OF_TARGET} AND target_id > $5${job.restores === null ? '' : NOT_FAILED}
              ORDER BY target_id LIMIT $6) AS entries
      ORDER BY "targetId"`,
    [...keyOf(business, targets, job), afterId, limit, ...(job.restores === null ? [] : [job.id])],
  );
}

export async function countArchived(business: Business, targets: TargetTable, job: Job): Promise<number> {
  const statement = `SELECT count(*) AS count FROM archive WHERE ${OF_JOB} AND ${OF_TARGET}`;
  return (await business.first<{ count: number }>(statement, keyOf(business, targets, job)))!.count;
}

/** Whether the archive of this day is there, and stays for now. */
export async function isArchiveKept(business: Business, day: string): Promise<boolean> {
  const statement = `SELECT FROM archive_partitions
                      WHERE expires_on = $1 AND state = 'kept' AND expires_on >= (clock_timestamp() AT TIME ZONE 'UTC')::date`;
  return (await business.first(statement, [day])) !== null;
}

/** A part of a job's list of ids, and which of them the job has neither archived nor recorded as failed. */
interface LeftOver {
  /** Null where the list has no more. */
  readonly lastId: number | null;
  readonly ids: readonly number[];
}

/** Goes through the next `limit` staged ids of a job, above `afterId`. Each look-up is by a key. */
export async function findLeftOver(
  business: Business,
  targets: TargetTable,
  job: Job,
  afterId: number,
  limit: number,
): Promise<LeftOver> {
  const found = await business.first<LeftOver>(
    `WITH listed AS MATERIALIZED (
       SELECT target_id AS id FROM staged_ids WHERE staging_id = $5 AND business_id = $1 AND target_id > $6
        ORDER BY target_id LIMIT $7)
     SELECT max(id) AS "lastId",
            COALESCE(array_agg(id ORDER BY id) FILTER (
              WHERE NOT EXISTS (SELECT FROM archive WHERE ${OF_JOB} AND ${OF_TARGET} AND target_id = id)
                AND NOT EXISTS (SELECT FROM job_failures WHERE business_id = $1 AND job_id = $3 AND target_id = id)), '{}') AS ids
       FROM listed`,
    [...keyOf(business, targets, job), job.stagingId, afterId, limit],
  );
  return found!;
}

/** What these targets are called now; those that are gone, or of another business, are not among them. */
export async function namesOf(
  business: Business,
  { table, nameOf }: TargetTable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await business.query<{ id: number; name: string }>(
    `SELECT id, ${nameOf} AS name FROM ${table} WHERE business_id = $1 AND id = ANY($2::bigint[])`,
    [business.id, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
