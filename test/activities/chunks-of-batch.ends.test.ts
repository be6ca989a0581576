import { describe, expect, test } from '@jest/globals';
import { ChunkFailed, type ChunkInput, ChunkPutOff, JobPaused } from '../../src/activities/chunk.js';
import { BatchFailed, type HeldBatch, workThrough } from '../../src/activities/chunks-of-batch.js';
import {
  type BatchInput,
  type BatchProgress,
  NO_LIMIT,
  type RecordedChunk,
  type RowAnswer,
} from '../../src/operations/batch.js';
import { ChunkSteering } from '../../src/operations/chunk-steering.js';
import { NOTHING_DONE } from '../../src/operations/progress.js';

const BATCH: BatchInput = {
  ...{ businessId: 1, jobId: 'job', operationType: 'canary_increment', runNo: 1, streamNo: 1 },
  ...{ chunkNo: 4, cursor: 1_000, batchSize: 100, chunkSize: 30, maxBatchMs: 2_000, controlSeq: 7 },
  ...{ counters: NOTHING_DONE, lockTtlSeconds: 60, heartbeatTimeoutSeconds: 30 },
};
const ROW = { batchSize: 100, throttleMs: 0, statusAtMs: 0, writeNo: 0, statusSeq: 0, speedSeq: 0, controlSeq: 7 };
const RUNNING: RowAnswer = { stopRequested: false, row: { ...ROW, status: 'running' }, pace: null };

/** A ledger in which some chunks are found, and a stream of 1,000 targets with the ids 1,001 to 2,000. */
function stream(found: Readonly<Record<number, Partial<RecordedChunk>>> = {}) {
  const asked: Pick<ChunkInput, 'chunkNo' | 'cursor' | 'size'>[] = [];
  const told: BatchProgress[] = [];
  let nowMs = 50_000;
  let chunkMs = (_: number): number => 100;
  const answers: Record<number, Partial<RowAnswer> | Error> = {};
  /** What is found before a chunk. */
  const holds: Record<number, HeldBatch | Error> = {};
  /** Numbers of chunks while which a hold is found. */
  const foundDuring = new Set<number>();
  const run = (batch: Partial<BatchInput> = {}, endsWith = (_: { isTakenOver: boolean }): boolean => false) =>
    workThrough(
      { ...BATCH, ...batch },
      {
        endsWith,
        steering: new ChunkSteering(),
        hold() {
          const hold = holds[4 + asked.length] ?? null;
          return hold instanceof Error ? Promise.reject(hold) : Promise.resolve(hold);
        },
        isHoldFound: () => foundDuring.has(3 + asked.length),
        now: () => nowMs,
        onProgress: (done) => void told.push(done),
        doChunk({ chunkNo, cursor, size }) {
          asked.push({ chunkNo, cursor, size });
          nowMs += 100;
          const answer = answers[chunkNo] ?? {};
          if (answer instanceof Error) return Promise.reject(answer);
          const there = found[chunkNo];
          const processed = there?.processed ?? Math.min(size, 2_000 - cursor);
          const nextCursor = cursor + processed;
          const outcome = { processed, succeeded: processed - 1, failed: 1, skipped: 0, nextCursor };
          return Promise.resolve({
            chunk: { ...RUNNING, ...outcome, exhausted: nextCursor === 2_000, ...there, ...answer },
            isTakenOver: there !== undefined,
            ms: chunkMs(size),
          });
        },
      },
    );
  return {
    ...{ run, asked, told, answers, holds, foundDuring, numbers: () => asked.map(({ chunkNo }) => chunkNo) },
    sizes: () => asked.map(({ size }) => size),
    takes: (ms: typeof chunkMs) => void (chunkMs = ms),
  };
}

describe('a batch', () => {
  test('is worked through in chunks, each behind the one before it, until it is full', async () => {
    const { run, asked, told } = stream();
    expect(await run()).toEqual({
      ...{ processed: 100, succeeded: 96, failed: 4, skipped: 0, nextChunkNo: 8, nextCursor: 1_100, exhausted: false },
      ...{ ...RUNNING, isPaused: false },
    });
    expect(asked).toEqual([
      { chunkNo: 4, cursor: 1_000, size: 30 },
      { chunkNo: 5, cursor: 1_030, size: 30 },
      { chunkNo: 6, cursor: 1_060, size: 30 },
      { chunkNo: 7, cursor: 1_090, size: 10 },
    ]);
    // Between two chunks, and not behind the last one.
    expect(told.map(({ nextChunkNo, nextCursor, processed }) => [nextChunkNo, nextCursor, processed])).toEqual([
      [5, 1_030, 30],
      [6, 1_060, 60],
      [7, 1_090, 90],
    ]);
  });

  test('that is no larger than a chunk is one chunk', async () => {
    const { run, asked, told } = stream();
    expect(await run({ batchSize: 20 })).toMatchObject({ processed: 20, nextChunkNo: 5 });
    expect(asked).toEqual([{ chunkNo: 4, cursor: 1_000, size: 20 }]);
    expect(told).toEqual([]);
  });

  test('ends with the last target', async () => {
    const { run, numbers } = stream();
    expect(await run({ cursor: 1_950 })).toMatchObject({ processed: 50, nextCursor: 2_000, exhausted: true });
    expect(numbers()).toEqual([4, 5]);
  });

  test.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [300, 3],
    [301, 4],
  ])('of %i ms ends after %i chunks of 100 ms', async (maxBatchMs, chunks) => {
    const { run, asked } = stream();
    await run({ maxBatchMs });
    expect(asked).toHaveLength(chunks);
  });
});

describe('a batch ends with the chunk whose answer says', () => {
  test.each<[string, Partial<RowAnswer>]>([
    ['that a stop was asked for', { stopRequested: true }],
    ['that the job is to pause', { row: { ...ROW, status: 'pausing' } }],
    ['that the job is to be cancelled', { row: { ...ROW, status: 'cancelling' } }],
    ['that there is a newer control', { row: { ...ROW, status: 'running', controlSeq: 8 } }],
  ])('%s', async (_, answer) => {
    const { run, answers, numbers } = stream();
    answers[5] = answer;
    expect(await run()).toMatchObject({ processed: 60, nextChunkNo: 6, isPaused: false, ...answer });
    expect(numbers()).toEqual([4, 5]);
  });

  test('nothing new: it goes on, also under an older number and where a worker of before names none', async () => {
    const { run, answers, numbers } = stream();
    const { controlSeq, ...older } = { ...ROW, status: 'running' as const };
    answers[4] = { row: { ...older, controlSeq: controlSeq - 1 } };
    answers[5] = { row: older };
    await run();
    expect(numbers()).toEqual([4, 5, 6, 7]);
  });
});

test('a chunk that meets a paused job is no failure, and what was done before it counts', async () => {
  const { run, answers } = stream();
  const paused: RowAnswer = { ...RUNNING, row: { ...ROW, status: 'paused' } };
  answers[6] = new JobPaused(paused);
  expect(await run()).toMatchObject({ processed: 60, nextChunkNo: 6, nextCursor: 1_060, isPaused: true, ...paused });
  expect(await run({ chunkNo: 6, cursor: 1_060 })).toMatchObject({ processed: 0, nextChunkNo: 6, isPaused: true });
});

test('a batch whose next chunk is put off ends with what it has done', async () => {
  const { run, answers } = stream();
  answers[6] = new ChunkPutOff(RUNNING);
  expect(await run()).toMatchObject({ processed: 60, nextChunkNo: 6, nextCursor: 1_060, isPaused: false, ...RUNNING });
  expect(await run({ chunkNo: 6, cursor: 1_060 })).toMatchObject({ processed: 0, nextChunkNo: 6, isPaused: false });
});

describe('a hold', () => {
  const held: HeldBatch = {
    ...{ stopRequested: true, row: { ...ROW, status: 'running', controlSeq: 9 }, pace: null },
    hold: { kind: 'lock_waits', reason: 'sessions that wait for locks: 12 (limit 10)' },
  };

  test('between two chunks ends the batch, with what was done and what the row says', async () => {
    const { run, holds, numbers } = stream();
    holds[6] = held;
    expect(await run()).toMatchObject({ processed: 60, nextChunkNo: 6, nextCursor: 1_060, isPaused: false, ...held });
    expect(numbers()).toEqual([4, 5]);
  });

  test('before the first chunk leaves everything as it is', async () => {
    const { run, holds, numbers } = stream();
    holds[4] = held;
    expect(await run()).toMatchObject({ processed: 0, nextChunkNo: 4, nextCursor: 1_000, exhausted: false, ...held });
    expect(numbers()).toEqual([]);
  });

  test('that was found while the last chunk was at work ends the batch, too, but not the stream', async () => {
    const { run, holds, foundDuring } = stream();
    foundDuring.add(7);
    holds[8] = held;
    expect(await run()).toMatchObject({ processed: 100, nextChunkNo: 8, ...held });
    const end = stream();
    end.foundDuring.add(5);
    end.holds[6] = held;
    expect(await end.run({ cursor: 1_950 })).not.toHaveProperty('hold');
  });

  test('that cannot be written behind a full batch is a failure at a chunk of some targets, of which there is a half', async () => {
    const { run, holds, foundDuring } = stream({ 7: { processed: 40 } });
    foundDuring.add(7);
    holds[8] = new Error('too slow');
    const failed: unknown = await run().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BatchFailed);
    expect(failed).toMatchObject({ done: { processed: 130, nextChunkNo: 8 }, chunk: { size: 30 } });
  });

  test('is not looked for behind the last chunk', async () => {
    const { run, holds } = stream();
    holds[8] = held;
    expect(await run()).not.toHaveProperty('hold');
  });

  test('that meets a paused job is none; one that cannot be written is a failure at the chunk that was to come', async () => {
    const { run, holds } = stream();
    holds[6] = new JobPaused({ ...RUNNING, row: { ...ROW, status: 'paused' } });
    const paused = await run();
    expect(paused).toMatchObject({ processed: 60, nextChunkNo: 6, isPaused: true });
    expect(paused).not.toHaveProperty('hold');
    const other = stream();
    other.holds[6] = new Error('away');
    const failed = await other.run().catch((error: unknown) => error);
    expect(failed).toMatchObject({ cause: other.holds[6], done: { processed: 60, nextChunkNo: 6 } });
  });
});

describe('what the ledger has', () => {
  test('is taken over with its counts and its cursor, whatever its size, and the batch goes on behind it', async () => {
    const { run, asked } = stream({ 4: { processed: 7 }, 5: { processed: 55, nextCursor: 1_070 } });
    expect(await run()).toMatchObject({ processed: 100, nextChunkNo: 8, nextCursor: 1_108 });
    expect(asked.slice(2)).toEqual([
      { chunkNo: 6, cursor: 1_070, size: 30 },
      { chunkNo: 7, cursor: 1_100, size: 8 },
    ]);
  });

  test('fills the batch, and may be more than it wants', async () => {
    const { run, numbers } = stream({ 4: { processed: 90 }, 5: { processed: 90 } });
    expect(await run()).toMatchObject({ processed: 180, nextChunkNo: 6 });
    expect(numbers()).toEqual([4, 5]);
  });

  test('ends the batch where it says that nothing is left', async () => {
    const { run, numbers } = stream({ 4: {}, 5: { exhausted: true } });
    expect(await run()).toMatchObject({ exhausted: true, nextChunkNo: 6 });
    expect(numbers()).toEqual([4, 5]);
  });

  test('is passed by an attempt that does one chunk of its own', async () => {
    const { run, numbers } = stream({ 4: {}, 5: {} });
    await run({}, ({ isTakenOver }) => !isTakenOver);
    expect(numbers()).toEqual([4, 5, 6]);
  });
});

describe('where the size of a chunk is found', () => {
  const AUTO = { batchSize: NO_LIMIT, targetChunkMs: 100, maxBatchMs: 500 };

  test('each chunk is as large as the time of those before it allows, and the batch says what the next one is to be', async () => {
    const { run, sizes, takes } = stream();
    takes((size) => size);
    expect(await run(AUTO)).toMatchObject({ processed: 276, chunkSize: 84 });
    expect(sizes()).toEqual([30, 44, 57, 68, 77]);
  });

  test('it shrinks at once, and grows back', async () => {
    const { run, sizes, takes } = stream();
    takes((size) => size * 4);
    expect(await run({ ...AUTO, chunkSize: 400, maxBatchMs: 300 })).toMatchObject({ chunkSize: 25 });
    takes(() => 1);
    expect(await run({ ...AUTO, chunkSize: 25, maxBatchMs: 300 })).toMatchObject({ chunkSize: 82 });
    expect(sizes()).toEqual([400, 25, 25, 25, 37, 55]);
  });

  test('what the ledger has teaches nothing: nobody knows in what time it was done', async () => {
    const { run, sizes, takes } = stream({ 4: { processed: 500 }, 5: { processed: 3 } });
    takes(() => 5_000);
    expect(await run({ ...AUTO, maxBatchMs: 300 })).toMatchObject({ chunkSize: 10 });
    expect(sizes()).toEqual([30, 30, 30]);
    expect((await run({ ...AUTO, maxBatchMs: 200 })).chunkSize).toBeUndefined();
  });

  test('a chunk that another attempt has done in between leaves it as it is', async () => {
    const { run, sizes, takes } = stream({ 5: {} });
    takes(() => 1);
    await run({ ...AUTO, maxBatchMs: 300 });
    expect(sizes()).toEqual([30, 45, 45]);
  });

  test('a failure tells the size that was found, and that of the chunk which failed', async () => {
    const { run, answers, takes } = stream();
    takes(() => 1);
    answers[6] = new ChunkFailed(new Error('broken'), 1_090);
    const failed = await run(AUTO).catch((error: unknown) => error);
    expect(failed).toMatchObject({ done: { chunkSize: 67 }, chunk: { size: 67 } });
  });
});

test('a failure tells which chunk it was, and what was done before it', async () => {
  const { run, answers } = stream();
  const cause = new Error('broken');
  answers[6] = new ChunkFailed(cause, 1_090);
  const failed = await run().catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BatchFailed);
  expect(failed).toMatchObject({
    cause,
    done: { processed: 60, succeeded: 58, failed: 2, nextChunkNo: 6, nextCursor: 1_060 },
    chunk: { size: 30, lastId: 1_090 },
  });
});
