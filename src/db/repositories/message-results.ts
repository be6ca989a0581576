import type { TargetTable } from '../../operations/definition.js';
import type { MessageOutcome } from '../../operations/outcome.js';
import type { Business } from '../business.js';

/** What has become of the message to a target. */
export interface MessageResult {
  readonly targetId: number;
  /** What a person calls the target now; null where it is gone. */
  readonly name: string | null;
  /** Of the provider, or of whoever left the target out; null where there is nothing to say. */
  readonly code: string | null;
}

/** By ascending id of the target, above `afterId`. @param targets where they live */
export function listMessages(
  business: Business,
  { targets, jobId, outcome }: { targets: TargetTable; jobId: string; outcome: MessageOutcome },
  afterId: number,
  limit: number,
): Promise<MessageResult[]> {
  return business.query<MessageResult>(
    `SELECT "targetId", code,
            (SELECT ${targets.nameOf} FROM ${targets.table} WHERE id = "targetId" AND business_id = $2) AS name
       FROM (SELECT target_id AS "targetId", code FROM outbox
              WHERE job_id = $1 AND business_id = $2 AND state = '${outcome}' AND target_id > $3
              ORDER BY target_id LIMIT $4) AS messages
      ORDER BY "targetId"`,
    [jobId, business.id, afterId, limit],
  );
}

export interface MessageCount {
  readonly outcome: MessageOutcome;
  readonly code: string | null;
  readonly count: number;
}

/** How many messages of a job have come to what, and why; the most frequent first. Those that are still to be sent are left out. */
export function countMessageOutcomes(business: Business, jobId: string): Promise<MessageCount[]> {
  return business.query<MessageCount>(
    `SELECT state AS outcome, code, count(*) AS count FROM outbox
      WHERE job_id = $1 AND business_id = $2 AND state NOT IN ('prepared', 'sending')
      GROUP BY state, code ORDER BY count(*) DESC, state, code`,
    [jobId, business.id],
  );
}
