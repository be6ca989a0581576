import type { FailedAttempt } from './batch.js';

/** What a failed attempt means for its batch. */
export interface AttemptFailure {
  /** One of the batch's attempts is used up: nobody knows whether it would ever succeed. */
  readonly counts: boolean;
  readonly message: string;
  /** A smaller batch may get through. */
  readonly isTimeOut: boolean;
  /** The worker is older than the workflow: another one will know the activity. */
  readonly isUnknownActivity: boolean;
  /** As the attempt has told; absent where nobody was left to tell, and in parts from activities of before chunks. */
  readonly attempt?: Partial<FailedAttempt>;
}

/** Attempts of one chunk that reached PostgreSQL and failed there, before its targets are recorded as failed. */
const MAX_BATCH_ATTEMPTS = 5;

/** For how long a batch has been tried in vain for passing causes, as its failures have told. */
export interface Outage {
  readonly sinceMs: number;
  /** The newest failure. */
  readonly seenMs: number;
}

/** The failed attempts of one chunk: what the next attempt has to know. Plain JSON, carried over a roll-over. */
export interface BatchAttempts {
  readonly made: number;
  /** Those that counted towards `MAX_BATCH_ATTEMPTS`. */
  readonly counted: number;
  /** Most targets of each chunk of the next attempt. Workers of before chunks take it for the size of their batch. */
  readonly batchSize: number;
  /** Last target of the chunk that has failed, as the newest attempt has told it. What is behind it was not tried. */
  readonly lastId?: number | undefined;
  /** In words; for a batch that is given up, of the attempt that gave it up. */
  readonly lastFailure: string;
  readonly outage: Outage | null;
  /** The outage has lasted too long: the next attempt is the last one, and does without the rows that are locked. */
  readonly isLast: boolean;
}

export interface AttemptLimits {
  /** Longest time between two failures of one outage: an attempt and a back-off, and what lies between them. */
  readonly longestAttemptMs: number;
  readonly maxOutageMs: number;
}

/** Whether the targets are to be recorded as failed, as soon as it is known which ones those are. */
export function isGivenUp(attempts: BatchAttempts | undefined): boolean {
  return attempts !== undefined && attempts.counted >= MAX_BATCH_ATTEMPTS;
}

/**
 * The attempts after one more failure; null when the chunk is hopeless.
 *
 * @param attempts undefined for the first failure of a chunk
 * @param chunkSize that the attempt was to have
 */
export function afterFailure(
  attempts: BatchAttempts | undefined,
  failure: AttemptFailure,
  chunkSize: number,
  nowMs: number,
  limits: AttemptLimits,
): BatchAttempts | null {
  const next = {
    made: (attempts?.made ?? 0) + 1,
    counted: attempts?.counted ?? 0,
    batchSize: failure.isTimeOut ? Math.ceil((failure.attempt?.size ?? chunkSize) / 2) : chunkSize,
    lastId: failure.attempt?.lastId ?? attempts?.lastId,
    lastFailure: attempts && isGivenUp(attempts) ? attempts.lastFailure : failure.message,
  };
  if (failure.counts && !isGivenUp(attempts)) {
    return { ...next, counted: next.counted + 1, outage: null, isLast: false };
  }
  const outage = outageAfter(attempts?.outage ?? null, nowMs, limits.longestAttemptMs);
  const isOver = outage.seenMs - outage.sinceMs >= limits.maxOutageMs;
  // A worker that does not know the last kind of attempt yet has not made it.
  if (isOver && (isGivenUp(attempts) || (attempts?.isLast && !failure.isUnknownActivity))) return null;
  return { ...next, outage, isLast: isOver };
}

/** Why a chunk is not done yet, for people, while it waits for its next attempt. */
export function waitingFor({ lastFailure, outage }: BatchAttempts, { maxOutageMs }: AttemptLimits): string {
  if (outage === null) return lastFailure;
  const seconds = (ms: number): number => Math.round(ms / 1000);
  return `${lastFailure}, for ${seconds(outage.seenMs - outage.sinceMs)} s so far; given up after ${seconds(maxOutageMs)} s`;
}

/**
 * The outage after one more failure. Time in which no worker took the batch is no outage: after a gap that no single
 * attempt and back-off can fill it is a new one.
 */
export function outageAfter(outage: Outage | null, nowMs: number, longestAttemptMs: number): Outage {
  if (outage === null || nowMs - outage.seenMs > longestAttemptMs) return { sinceMs: nowMs, seenMs: nowMs };
  return { sinceMs: outage.sinceMs, seenMs: nowMs };
}

/** Time in which nobody tried, because the job waited, is no part of an outage. */
export function withOutageLater(attempts: BatchAttempts, ms: number): BatchAttempts {
  const { outage } = attempts;
  if (outage === null) return attempts;
  return { ...attempts, outage: { sinceMs: outage.sinceMs + ms, seenMs: outage.seenMs + ms } };
}
