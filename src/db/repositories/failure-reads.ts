import type { Business } from '../business.js';

/** A target that could not be acted on, as `recordFailures` has written it. */
export interface FailureRow {
  readonly targetId: number;
  readonly code: string;
  readonly constraint: string | null;
}

/**
 * Failed targets of a job by ascending id, above `afterId`. The primary key (job, target) serves it: one look-up, whatever
 * the size of the table.
 */
export function listFailures(business: Business, jobId: string, afterId: number, limit: number): Promise<FailureRow[]> {
  return business.query<FailureRow>(
    `SELECT target_id AS "targetId", code, constraint_name AS "constraint"
       FROM job_failures WHERE job_id = $1 AND business_id = $2 AND target_id > $3 ORDER BY target_id LIMIT $4`,
    [jobId, business.id, afterId, limit],
  );
}
