import {
  type Canary,
  canaryHoldReason,
  type CanaryOutcome,
  canaryPauseReason,
  type CanaryTally,
  judgeCanary,
} from '../../operations/canary.js';
import type { ChunkId } from '../../operations/batch.js';
import type { Sql } from '../../operations/definition.js';
import type { Business } from '../business.js';
import { IS_CANARY } from '../canary-condition.js';
import { NO_HOLD } from '../hold-columns.js';
import { IS_SENDING } from './open-chunks.js';

/** Those of the outbox that are sent, or were to be. There is an index of them. */
const MESSAGES = `outbox WHERE job_id = $1 AND business_id = $2 AND state <> 'skipped'`;

/** How many more messages may be composed before the look; null where nothing limits them. */
export async function roomOfCanary(
  sql: Sql,
  { businessId, jobId }: Pick<ChunkId, 'businessId' | 'jobId'>,
): Promise<number | null> {
  const [canary] = await sql.query<{ room: number }>(
    `SELECT GREATEST(0, (canary->>'recipients')::integer - (SELECT count(*) FROM ${MESSAGES})) AS room
       FROM jobs WHERE id = $1 AND business_id = $2 AND ${IS_CANARY}`,
    [jobId, businessId],
  );
  return canary?.room ?? null;
}

interface CanaryLook {
  readonly outcome: CanaryOutcome | 'waiting';
  /** In words, of a canary that waits. */
  readonly reason: string;
}

/**
 * Looks at what became of the first messages, all of which were sent. The first look begins the wait. Where too many have
 * failed, the job is paused.
 *
 * @returns null where the job does not send now, or somebody else has looked meanwhile
 */
export async function lookAtCanary(business: Business, jobId: string): Promise<CanaryLook | null> {
  const id = [jobId, business.id];
  const isDue = `id = $1 AND business_id = $2 AND ${IS_CANARY} AND ${IS_SENDING}`;
  const asked = await business.first<{ canary: Canary; isWaitOver: boolean }>(
    `UPDATE jobs
        SET canary_until = COALESCE(canary_until, clock_timestamp() + (canary->>'waitSeconds')::integer * interval '1 second')
      WHERE ${isDue}
      RETURNING canary, canary_until <= clock_timestamp() AS "isWaitOver"`,
    id,
  );
  if (!asked) return null;
  const { canary, isWaitOver } = asked;
  const tally = await business.first<CanaryTally>(
    `SELECT count(*) AS sent, count(*) FILTER (WHERE state = 'failed') AS failed,
            count(*) FILTER (WHERE state = 'unknown') AS unknown,
            count(*) FILTER (WHERE state IN ('prepared', 'sending', 'accepted', 'sent')) AS silent
       FROM ${MESSAGES}`,
    id,
  );
  const outcome = judgeCanary(canary, tally!, isWaitOver);
  if (outcome === 'waiting') return { outcome, reason: canaryHoldReason(tally!) };
  const reason = outcome === 'failed' ? canaryPauseReason(canary, tally!) : null;
  const written = await business.query(
    `UPDATE jobs
        SET canary_outcome = $3, pause_reason = $4
            ${outcome === 'failed' ? `, status = 'paused', status_at = clock_timestamp(), ${NO_HOLD}` : ''}
      WHERE ${isDue} RETURNING 1`,
    [...id, outcome, reason],
  );
  return written.length > 0 ? { outcome, reason: reason ?? '' } : null;
}
