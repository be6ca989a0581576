import { describe, expect, test } from '@jest/globals';
import type { BulkOperationState } from '../../src/operations/bulk-operation.messages.js';
import {
  carriedState,
  type FlatState,
  upcastEnd,
  upcastPolicy,
  upcastState,
  withFlatState,
} from '../../src/workflows/upcast.js';
import { runInput } from '../replay/committed-runs.js';

interface OlderInput {
  readonly policy: Parameters<typeof upcastPolicy>[0];
  readonly state?: FlatState;
}

interface CarriedByBoth {
  readonly state: BulkOperationState & FlatState;
}

const olderInput = (file: string): OlderInput => runInput<OlderInput>(file);

describe('a state of before streams', () => {
  test('becomes one stream, whose chunks go on from the number of its batches', () => {
    const { state } = olderInput('rolled-over-before-streams.run-2.json');
    expect(upcastState(state!)).toEqual({
      run: {
        ...{ no: 2, total: 75, begunAtMs: 1795507126496, pausedMs: 0, writeNo: 0, isSpeedUnwritten: false },
        counters: { processed: 30, succeeded: 30, failed: 0, skipped: 0 },
      },
      controls: {
        ...{ batchSize: 10, throttleMs: 400, pausedSinceMs: null, runStateSeq: 0, throttleSeq: 0, batchSizeSeq: 0 },
        ...{ parallelism: 1, parallelismSeq: 0 },
      },
      streams: [{ no: 1, cursor: 345, upTo: null, chunkNo: 4, failedChunksInARow: 0 }],
    });
  });

  test('brings its pause and the failed attempts of its batch along', () => {
    const paused = olderInput('paused-before-streams.run-2.json').state!;
    expect(upcastState(paused)).toMatchObject({
      run: { writeNo: 2, pausedMs: paused.pausedMs },
      controls: { pausedSinceMs: paused.pausedSinceMs, runStateSeq: 1 },
    });
    const waiting = olderInput('locked-row-before-streams.run-3.json').state!;
    expect(waiting.attempts).toMatchObject({ made: 2, isLast: true });
    expect(upcastState({ ...waiting, failedBatchesInARow: 3 }).streams).toEqual([
      { no: 1, cursor: 0, upTo: null, chunkNo: 1, failedChunksInARow: 3, attempts: waiting.attempts },
    ]);
  });

  test('is what a worker of before streams finds in a state of today, whole', () => {
    for (const history of ['rolled-over', 'paused', 'locked-row']) {
      const flat = olderInput(`${history}-before-streams.run-2.json`).state!;
      expect(withFlatState(upcastState(flat))).toMatchObject(flat);
    }
  });
});

test('a state of today that a worker of before streams has carried on is read from what that worker wrote', () => {
  const today = upcastState(runInput<CarriedByBoth>('continued-by-both-versions.run-2.json').state);
  const { state: carried } = runInput<CarriedByBoth>('continued-by-both-versions.run-3.json');
  // That worker spreads what it was given, and writes the fields that it knows.
  expect(carried.run).toEqual(today.run);
  expect(today.streams).toMatchObject(carried.streams);
  const { runNo, statusNo, batchNo, cursor, attempts } = carried;
  expect(runNo).toBe(today.run.no + 1);
  expect(upcastState(carried)).toMatchObject({
    run: { no: runNo, writeNo: statusNo },
    streams: [{ chunkNo: batchNo, cursor, attempts }],
  });
  // The next state of today is read as a whole again.
  const next = { ...today, run: { ...today.run, no: runNo + 1 } };
  expect(upcastState(withFlatState(next))).toEqual(next);
});

test('a state of several streams comes back as it was, and the versions of one stream fail their workflow task on it', () => {
  const one = upcastState(runInput<CarriedByBoth>('continued-by-both-versions.run-2.json').state);
  expect(carriedState(one)).toEqual(withFlatState(one));
  const streams = [1, 2].map((no) => ({ no, cursor: no, upTo: no + 1, chunkNo: 3, failedChunksInARow: 0 }));
  const several = { ...one, streams };
  expect(upcastState(carriedState(several))).toEqual(several);
  // `controlsOf` of those versions reads them before anything else is done.
  expect(carriedState(several)).not.toHaveProperty('controls');
});

test('a policy of before the longest outage, the chunks and the streams could be set has what was so then, or was first', () => {
  const { policy } = olderInput('rolled-over-before-streams.run-1.json');
  expect(policy).not.toHaveProperty('maxOutageSeconds');
  expect(policy).not.toHaveProperty('chunkSize');
  expect(upcastPolicy(policy)).toEqual({
    ...policy,
    maxOutageSeconds: 300,
    chunkSize: 500,
    maxBatchMs: 2_000,
    targetChunkMs: 100,
    parallelism: 1,
  });
  const ofToday = { ...policy, maxOutageSeconds: 7, chunkSize: 8, maxBatchMs: 9, targetChunkMs: 5, parallelism: 4 };
  expect(upcastPolicy(ofToday)).toEqual(ofToday);
});

test('a status alone, as older workers answer to the end of a job, is an answer without numbers', () => {
  expect(upcastEnd('completed')).toEqual({ status: 'completed' });
});
