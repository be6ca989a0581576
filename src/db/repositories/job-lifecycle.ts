import { batchSizeColumn } from '../batch-size-column.js';
import type { Business } from '../business.js';
import { MAX_ERROR_LENGTH, shortError } from '../../operations/errors.js';
import type { Sql } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import type { Counters, Pace } from '../../operations/progress.js';
import type { RowState, SentSpeed } from '../../operations/row-state.js';
import type { FinalStatus, JobStatus } from '../../operations/status.js';
import { type StreamRange, WHOLE_SELECTION } from '../../operations/stream-ranges.js';
import { sourcesOf } from '../../operations/transitions.js';
import { JOB } from '../entities/job.entity.js';
import { NO_HOLD } from '../hold-columns.js';
import { LIVE } from '../live-condition.js';
import { ROW_STATE } from '../row-state-column.js';
import { PACE } from './job-pace.js';
import { closeOpenChunks } from './open-chunks.js';
import { type JobSelection, SELECTION, selectionOf, type SelectionRow } from '../selections/job-selection.js';

/** What a worker needs to know of a job that it takes on. */
export interface BegunJob {
  readonly total: number;
  /** Null in jobs that began before there were streams. */
  readonly streams: readonly StreamRange[] | null;
  readonly startedAt: Date;
  readonly stopRequested: boolean;
  readonly row: RowState;
}

const LIVE_JOB = `cancel_requested_at IS NOT NULL AS "stopRequested", ${ROW_STATE}`;
const BEGUN = `total, streams, started_at AS "startedAt", ${LIVE_JOB}`;

/**
 * Marks the job as begun and fixes what it is about. Only the first call writes; later ones read what stands.
 *
 * @param total how many targets the selection has now. A job's total stays the number that a person has confirmed: what
 *   has gone since then is skipped.
 * @param upperBound highest id that belongs to the selection; null for explicit ids
 * @param sendsMessages its chunks stay open while their messages are sent, and `finishJob` has to close them
 * @returns null when the job is final or unknown
 */
export async function beginJob(
  business: Business,
  jobId: string,
  selection: { readonly total: number; readonly upperBound: number | null; readonly streams?: readonly StreamRange[] },
  runId: string | null = null,
  sendsMessages = false,
): Promise<BegunJob | null> {
  const begun = await business.first<BegunJob>(
    `UPDATE jobs
        SET started_at = clock_timestamp(), heartbeat_at = clock_timestamp(), runs = 1, total = GREATEST($2, expected_total), upper_bound = $3,
            streams = $6, parallelism = LEAST(parallelism, jsonb_array_length($6::jsonb)),
            sends_messages = $7, temporal_run_id = $5, counted_at = clock_timestamp(), worked_ms = 0, recent_per_second = 0,
            status = CASE status WHEN 'pending' THEN 'running' ELSE status END, status_at = clock_timestamp()
      WHERE id = $1 AND business_id = $4 AND started_at IS NULL AND ${LIVE}
      RETURNING ${BEGUN}`,
    [
      jobId,
      selection.total,
      selection.upperBound,
      business.id,
      runId,
      JSON.stringify(selection.streams ?? WHOLE_SELECTION),
      sendsMessages,
    ],
  );
  return begun ?? (await readJobToBegin(business, jobId))?.begun ?? null;
}

/** A live job as whoever is to begin it finds it. */
export interface JobToBegin {
  /** Null while nobody has begun it. */
  readonly begun: BegunJob | null;
  readonly stopRequested: boolean;
  readonly selection: JobSelection;
}

/** Null when the job is final or unknown. */
export async function readJobToBegin(business: Business, jobId: string): Promise<JobToBegin | null> {
  type Row = SelectionRow & Omit<BegunJob, 'startedAt'> & { readonly startedAt: Date | null };
  const found = await business.first<Row>(
    `SELECT ${BEGUN}, ${SELECTION} FROM jobs WHERE id = $1 AND business_id = $2 AND ${LIVE}`,
    [jobId, business.id],
  );
  if (!found) return null;
  const { total, streams, startedAt, stopRequested, row } = found;
  const begun = startedAt && { total, streams, startedAt, stopRequested, row };
  return { begun, stopRequested, selection: selectionOf(found, business.id) };
}

/** A live job's row, and whether a cancel was asked for; null when it is final or unknown. */
export function readLive(business: Business, jobId: string): Promise<{ stopRequested: boolean; row: RowState } | null> {
  const statement = `SELECT ${LIVE_JOB} FROM jobs WHERE id = $1 AND business_id = $2 AND ${LIVE}`;
  return business.first(statement, [jobId, business.id]);
}

/**
 * Writes a status along one of its arrows. False when the job stands elsewhere by now: whoever moved it was right.
 * Final statuses go through `finishJob`.
 *
 * @param no number of this write among the workflow's own, which a later one has to exceed: without it a frozen worker
 *   that wakes up after a resume would write `paused` over `running`. Null for a write that is not the workflow's.
 * @param seq number of the control that has led to it; null leaves the one that stands
 */
export async function moveTo(
  business: Business,
  jobId: string,
  status: Exclude<JobStatus, FinalStatus>,
  no: number | null = null,
  seq: number | null = null,
): Promise<boolean> {
  const moved = await business.query(
    `UPDATE jobs
        SET status = $2, status_no = COALESCE($4, status_no), status_seq = COALESCE($6, status_seq),
            status_at = clock_timestamp(), paused_ms = paused_ms + ${PAUSED_SINCE_MS},
            counted_at = counted_at + ${PAUSED_SINCE_MS} * interval '1 ms', pause_reason = NULL, ${NO_HOLD}
      WHERE id = $1 AND business_id = $5 AND status = ANY($3::text[]) AND ($4::integer IS NULL OR status_no < $4)
      RETURNING id`,
    [jobId, status, sourcesOf(status), no, business.id, seq],
  );
  return moved.length > 0;
}

/** What the pause that ends with this write has lasted: it is no part of the job's rate and ETA. */
const PAUSED_SINCE_MS = `CASE WHEN status = 'paused'
  THEN GREATEST(0, round(extract(epoch FROM clock_timestamp() - status_at) * 1000))::bigint ELSE 0 END`;

/**
 * Writes the knobs a running job was given, for display; the workflow's are the ones in force.
 *
 * @param no and `seq` as `moveTo` has them; null from workflows that do not number this write
 */
export async function writeSpeed(
  business: Business,
  jobId: string,
  speed: SentSpeed,
  no: number | null = null,
  seq: number | null = null,
): Promise<void> {
  await business.query(
    `UPDATE jobs
        SET batch_size = $2, throttle_ms = $3, parallelism = COALESCE($7, parallelism),
            status_no = COALESCE($5, status_no), speed_seq = COALESCE($6, speed_seq)
      WHERE id = $1 AND business_id = $4 AND ${LIVE} AND ($5::integer IS NULL OR status_no < $5)`,
    [jobId, batchSizeColumn(speed.batchSize), speed.throttleMs, business.id, no, seq, speed.parallelism ?? null],
  );
}

/** What the row of an ended job says of what was done. */
export interface EndedJob extends Counters {
  readonly status: FinalStatus;
  readonly total: number;
  readonly pace: Pace | null;
}

/** Null for a job that is live or unknown. */
export function readEnded(business: Business, jobId: string): Promise<EndedJob | null> {
  return business.first<EndedJob>(
    `SELECT status, total, processed, succeeded, failed_count AS failed, skipped, ${PACE}
       FROM jobs WHERE id = $1 AND business_id = $2 AND NOT (${LIVE})`,
    [jobId, business.id],
  );
}

/** What must still be true of a job for somebody else than its own workflow to finish it. */
export type FinishCondition = 'any' | 'begun' | 'not begun';

/** How a job is to end. */
interface Ending {
  readonly jobId: string;
  readonly status: FinalStatus;
  readonly lastError: string | null;
  readonly condition: FinishCondition;
  readonly speed: SentSpeed | null;
}

/**
 * Gives the job its final status, once: null when it is final already or no arrow leads there. The counting identity
 * `total = processed + not_attempted` is made true inside the statement itself, from the row's own counters: what is
 * missing to the total is `skipped` on `completed` and `not_attempted` otherwise.
 *
 * A job of rows ends with one statement. A job of messages may have chunks whose messages are being sent. First it is
 * committed that it ends, so that no message is claimed any more. Then one transaction closes those chunks and ends the job:
 * nothing stays open behind a final job.
 *
 * @param speed last in force; null leaves what the row has
 */
export async function finishJob(
  business: Business,
  jobId: string,
  status: FinalStatus,
  lastError: string | null,
  condition: FinishCondition = 'any',
  speed: SentSpeed | null = null,
): Promise<Job | null> {
  const ending = { jobId, status, lastError, condition, speed };
  const ended = await writeFinal(business, business.id, ending, { sendsMessages: false });
  if (ended || !(await beginEnding(business, ending))) return ended;
  return business
    .transaction(async (sql) => {
      await closeOpenChunks(sql, jobId);
      const final = await writeFinal(sql, business.id, ending, { sendsMessages: true });
      if (!final) throw new EndedElsewhere();
      return final;
    })
    .catch((error: unknown) => {
      if (error instanceof EndedElsewhere) return null;
      throw error;
    });
}

/** Rolls the transaction back: somebody else was faster. */
class EndedElsewhere extends Error {}

const MAY_END = `id = $1 AND business_id = $2 AND status = ANY($3::text[])
  AND ($4 = 'any' OR ($4 = 'begun') = (started_at IS NOT NULL))`;

/** Of a job of messages. It waits for claims that are under way: they hold the job's row. */
async function beginEnding(business: Business, { jobId, status, condition }: Ending): Promise<boolean> {
  const begun = await business.query(
    `UPDATE jobs SET ending_at = COALESCE(ending_at, clock_timestamp()) WHERE ${MAY_END} AND sends_messages RETURNING 1`,
    [jobId, business.id, sourcesOf(status), condition],
  );
  return begun.length > 0;
}

async function writeFinal(
  sql: Sql,
  businessId: number,
  { jobId, status, lastError, condition, speed }: Ending,
  { sendsMessages }: { readonly sendsMessages: boolean },
): Promise<Job | null> {
  const [job] = await sql.query<Job>(
    `UPDATE jobs
        SET status = $5, status_at = clock_timestamp(), paused_ms = paused_ms + ${PAUSED_SINCE_MS},
            last_error = left($6, ${MAX_ERROR_LENGTH}), finished_at = clock_timestamp(),
            batch_size = CASE WHEN $8::integer IS NULL THEN batch_size ELSE $7 END,
            throttle_ms = COALESCE($8, throttle_ms),
            parallelism = COALESCE($9, parallelism), ${NO_HOLD},
            total = COALESCE(total, processed),
            processed = CASE WHEN $5 = 'completed' THEN GREATEST(total, processed) ELSE processed END,
            skipped = skipped + CASE WHEN $5 = 'completed' THEN GREATEST(total - processed, 0) ELSE 0 END,
            not_attempted = CASE WHEN $5 = 'completed' THEN 0 ELSE GREATEST(COALESCE(total, processed) - processed, 0) END
      WHERE ${MAY_END} AND sends_messages = $10
      RETURNING ${JOB}`,
    [
      ...[jobId, businessId, sourcesOf(status), condition, status, lastError === null ? null : shortError(lastError)],
      ...[speed && batchSizeColumn(speed.batchSize), speed?.throttleMs ?? null, speed?.parallelism ?? null],
      sendsMessages,
    ],
  );
  return job ?? null;
}
