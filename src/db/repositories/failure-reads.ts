import type { TargetTable } from '../../operations/definition.js';
import type { Business } from '../business.js';

/** A target that could not be acted on, as `recordFailures` has written it. */
export interface FailureRow {
  readonly targetId: number;
  /** What a person calls it now; null where it is gone. */
  readonly name: string | null;
  readonly code: string;
  readonly constraint: string | null;
}

/**
 * Failed targets of a job by ascending id, above `afterId`. The primary key (job, target) serves it: one look-up, whatever
 * the size of the table.
 *
 * @param targets where they live; null for an operation type that nobody knows any more
 */
export function listFailures(
  business: Business,
  targets: TargetTable | null,
  jobId: string,
  afterId: number,
  limit: number,
): Promise<FailureRow[]> {
  const name = targets
    ? `(SELECT ${targets.nameOf} FROM ${targets.table} WHERE id = "targetId" AND business_id = $2)`
    : 'NULL';
  return business.query<FailureRow>(
    `SELECT "targetId", ${name} AS name, "failureCode" AS code, "constraintName" AS "constraint"
       FROM (SELECT target_id AS "targetId", code AS "failureCode", constraint_name AS "constraintName"
               FROM job_failures WHERE job_id = $1 AND business_id = $2 AND target_id > $3
              ORDER BY target_id LIMIT $4) AS failures
      ORDER BY "targetId"`,
    [jobId, business.id, afterId, limit],
  );
}

export async function countFailures(business: Business, jobId: string): Promise<number> {
  const statement = 'SELECT count(*) AS count FROM job_failures WHERE job_id = $1 AND business_id = $2';
  return (await business.first<{ count: number }>(statement, [jobId, business.id]))!.count;
}

/** Why how many targets of a job have failed. */
export interface FailureReason {
  readonly code: string;
  readonly constraint: string | null;
  readonly count: number;
}

/** The most frequent reasons first. */
export function listFailureReasons(business: Business, jobId: string, limit: number): Promise<FailureReason[]> {
  return business.query<FailureReason>(
    `SELECT code, constraint_name AS "constraint", count(*) AS count
       FROM job_failures WHERE job_id = $1 AND business_id = $2
      GROUP BY code, constraint_name ORDER BY count(*) DESC, code, constraint_name LIMIT $3`,
    [jobId, business.id, limit],
  );
}
