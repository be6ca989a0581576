import { describe, expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { FAILURE } from '../../src/operations/errors.js';
import { NOTHING_DONE } from '../../src/operations/progress.js';
import { attemptFailure } from '../../src/workflows/attempt-failures.js';
import {
  afterFailure,
  type AttemptFailure,
  type BatchAttempts,
  isGivenUp,
  outageAfter,
} from '../../src/operations/batch-attempts.js';

const LIMITS = { longestAttemptMs: 100_000, maxOutageMs: 300_000 };
const PASSING: AttemptFailure = { counts: false, message: 'passing', isTimeOut: false, isUnknownActivity: false };
const COUNTED: AttemptFailure = { ...PASSING, message: 'counted', counts: true };

/** The attempts after these failures, of a batch of 50 targets. */
function after(...failures: readonly (readonly [atMs: number, failure: AttemptFailure])[]): BatchAttempts | null {
  return failures.reduce<BatchAttempts | null>(
    (attempts, [atMs, failure]) =>
      attempts && afterFailure(attempts.made === 0 ? undefined : attempts, failure, attempts.batchSize, atMs, LIMITS),
    { made: 0, counted: 0, batchSize: 50, lastFailure: '', outage: null, isLast: false },
  );
}

describe('an outage', () => {
  test('adds up from its first failure, over gaps that one attempt and back-off can fill', () => {
    // Each gap is measured from the failure before it, not from the first one.
    const outage = after([5_000, PASSING], [6_000, PASSING], [106_000, PASSING], [206_000, PASSING])!.outage;
    expect(outage).toEqual({ sinceMs: 5_000, seenMs: 206_000 });
  });

  test('begins anew after a longer gap, in which no worker took the batch', () => {
    const outage = outageAfter({ sinceMs: 0, seenMs: 50_000 }, 150_001, LIMITS.longestAttemptMs);
    expect(outage).toEqual({ sinceMs: 150_001, seenMs: 150_001 });
  });

  test('ends with an attempt that counts', () => {
    expect(after([0, PASSING], [1_000, COUNTED])).toMatchObject({ counted: 1, outage: null });
  });

  test('leads to one last attempt when it has lasted too long, and to the end of the job when that one fails too', () => {
    const before = [0, 100_000, 200_000].map((atMs) => [atMs, PASSING] as const);
    expect(after(...before, [299_999, PASSING])).toMatchObject({ isLast: false });
    expect(after(...before, [300_000, PASSING])).toMatchObject({ isLast: true, made: 4 });
    expect(after(...before, [300_000, PASSING], [305_000, PASSING])).toBeNull();
    const isUnknownActivity = { ...PASSING, isUnknownActivity: true };
    expect(after(...before, [300_000, PASSING], [305_000, isUnknownActivity])).toMatchObject({ isLast: true });
  });

  test('in which a batch cannot even be recorded as failed has no last attempt, and keeps why the batch was given up', () => {
    const counted = [1, 2, 3, 4, 5].map((atMs) => [atMs, COUNTED] as const);
    expect(isGivenUp(after(...counted.slice(1))!)).toBe(false);
    const waiting = after(...counted, [6, PASSING], [100_000, PASSING], [200_000, PASSING])!;
    expect(waiting).toMatchObject({ counted: 5, lastFailure: 'counted', isLast: false });
    expect(isGivenUp(waiting)).toBe(true);
    expect(
      after(...counted, [6, PASSING], [100_000, PASSING], [200_000, PASSING], [250_000, PASSING], [300_006, PASSING]),
    ).toBeNull();
  });
});

test('a time-out halves the batch, down to one target; nothing else changes its size', () => {
  const slow = { ...PASSING, isTimeOut: true };
  const sizes = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => {
    const failures = Array.from({ length: count }, (_, n) => [n, slow] as const);
    return after(...failures)!.batchSize;
  });
  expect(sizes).toEqual([25, 13, 7, 4, 2, 1, 1, 1]);
  expect(after([0, PASSING], [1, slow], [2, COUNTED], [3, PASSING])).toMatchObject({ batchSize: 25 });
});

const PASSED_AWAY: AttemptFailure = { ...PASSING, message: 'the worker was lost' };
const AT_A_CHUNK = {
  done: { ...NOTHING_DONE, processed: 60, succeeded: 60, nextChunkNo: 4, nextCursor: 60, exhausted: false },
  size: 20,
  lastId: 80,
};

describe('a failure that tells of its chunk', () => {
  const told = (attempt: AttemptFailure['attempt'], isTimeOut = false): AttemptFailure => ({
    ...(isTimeOut ? PASSING : COUNTED),
    isTimeOut,
    ...(attempt ? { attempt } : {}),
  });

  test('says up to which target it was tried, until a newer one says otherwise', () => {
    expect(after([0, COUNTED])!.lastId).toBeUndefined();
    expect(after([0, told({ lastId: 40 })], [1, PASSING], [2, COUNTED])).toMatchObject({ lastId: 40 });
    expect(after([0, told({ lastId: 40 })], [1, told({ lastId: 30 })])).toMatchObject({ lastId: 30 });
  });

  test('leads to chunks of half its size after a time-out, and of the same size after anything else', () => {
    expect(after([0, told({ size: 20 }, true)])).toMatchObject({ batchSize: 10 });
    expect(after([0, told({ size: 20 })])).toMatchObject({ batchSize: 50 });
  });
});

describe('what a failure means', () => {
  const failed = (cause: Error): AttemptFailure | null =>
    attemptFailure(new ActivityFailure('failed', 'processBatch', '1', 'NON_RETRYABLE_FAILURE', 'worker', cause));
  const application = (type: string, details?: object): ApplicationFailure =>
    ApplicationFailure.create({ message: 'SQLSTATE 55P03', type, ...(details ? { details: [details] } : {}) });

  test.each<[string, Error, Partial<AttemptFailure> | null]>([
    [
      'another session holds a lock',
      application(FAILURE.batchUnreachable, { cause: 'locked' }),
      { ...PASSING, message: 'SQLSTATE 55P03' },
    ],
    [
      'a statement met its time-out',
      application(FAILURE.batchUnreachable, { cause: 'slow' }),
      { counts: false, isTimeOut: true },
    ],
    ['a worker of before said it', application(FAILURE.batchUnreachable), { ...PASSING, message: 'SQLSTATE 55P03' }],
    ['PostgreSQL has answered', application(FAILURE.batchAttemptFailed), { counts: true, isTimeOut: false }],
    [
      'the worker does not know the activity yet',
      application('NotFoundError'),
      { counts: false, isUnknownActivity: true },
    ],
    [
      'a chunk has failed behind others',
      application(FAILURE.batchUnreachable, { cause: 'slow', ...AT_A_CHUNK }),
      { counts: false, isTimeOut: true, attempt: AT_A_CHUNK },
    ],
    [
      'a chunk has failed, and PostgreSQL has answered',
      application(FAILURE.batchAttemptFailed, AT_A_CHUNK),
      { counts: true, attempt: AT_A_CHUNK },
    ],
    [
      'the worker died, and has beaten before',
      new TimeoutFailure('', { done: AT_A_CHUNK.done, cursor: 5 }, 'HEARTBEAT'),
      { ...PASSING, message: 'the worker was lost', attempt: { done: AT_A_CHUNK.done } },
    ],
    ['the worker died, and was of before chunks', new TimeoutFailure('', { cursor: 5 }, 'HEARTBEAT'), PASSED_AWAY],
    ['the worker died', new TimeoutFailure('', undefined, 'HEARTBEAT'), PASSED_AWAY],
    [
      'the attempt took too long',
      new TimeoutFailure('', undefined, 'START_TO_CLOSE'),
      { counts: false, isTimeOut: true },
    ],
    ['no row is to blame', application(FAILURE.batchImpossible), null],
    ['the job is final', application(FAILURE.jobNotLive), null],
  ])('%s', (_, cause, meaning) => {
    if (meaning === null) expect(failed(cause)).toBeNull();
    else expect(failed(cause)).toMatchObject(meaning);
  });
});
