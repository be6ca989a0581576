import { describe, expect, test } from '@jest/globals';
import {
  addCounters,
  etaSeconds,
  meanPerSecond,
  type Pace,
  percentage,
  progressBar,
  recentPerSecond,
} from '../../src/operations/progress.js';
import { isJobId, jobIdTimestampMs } from '../../src/operations/job-id.js';
import { v7 as uuidV7 } from 'uuid';

describe('progress', () => {
  test.each([
    [0, null, null],
    [0, 0, 100],
    [1, 3, 33.3],
    [999_999, 1_000_000, 99.9],
    [3, 3, 100],
    [4, 3, 100],
  ])('%p of %p is %p percent', (processed, total, expected) => {
    expect(percentage(processed, total)).toBe(expected);
  });

  test('rate and ETA say nothing before there is anything to say', () => {
    expect(meanPerSecond(0, paceOf([]), 200)).toBeNull();
    expect(recentPerSecond(paceOf([]), 200)).toBeNull();
    expect(etaSeconds(0, 10, paceOf([]), { batchSize: 10, throttleMs: 5_000 })).toBeNull();
    expect(etaSeconds(5, null, paceOf([[5, 5_000]]), { batchSize: 5, throttleMs: 0 })).toBeNull();
    // A first batch of 50 in 30 ms is too little to tell an hour from.
    expect(etaSeconds(50, 100_000, paceOf([[50, 30]]), { batchSize: 50, throttleMs: 200 })).toBeNull();
  });

  test('the rest that follows the latest batch is part of its time: 20 of 1,875 in 0.17 s before a rest of 5 s', () => {
    const pace = paceOf([[20, 170]]);
    expect(meanPerSecond(20, pace, 5_000)).toBe(3.9);
    expect(recentPerSecond(pace, 5_000)).toBeCloseTo(3.7, 1);
    // 480 s, and a little more because the average weighs what is new.
    expect(etaSeconds(20, 1_875, pace, { batchSize: 20, throttleMs: 5_000 })).toBeGreaterThan(450);
    expect(etaSeconds(20, 1_875, pace, { batchSize: 20, throttleMs: 5_000 })).toBeLessThan(520);
  });

  test('a steady job has one rate, of the whole time and of the last minute', () => {
    const pace = paceOf(Array.from({ length: 100 }, () => [20, 1_070]));
    expect(meanPerSecond(2_000, pace, 0)).toBe(18.7);
    expect(recentPerSecond(pace, 0)).toBeCloseTo(18.7, 1);
    expect(etaSeconds(2_000, 2_440, pace, { batchSize: 20, throttleMs: 0 })).toBe(24);
    expect(etaSeconds(2_000, 2_000, pace, { batchSize: 20, throttleMs: 0 })).toBe(0);
  });

  test('after a change of speed the rate of the last minute follows within minutes, and the ETA with it', () => {
    const slow = Array.from({ length: 600 }, () => [10, 1_000] as const);
    const fast = Array.from({ length: 180 }, () => [100, 1_000] as const);
    const pace = paceOf([...slow, ...fast]);
    expect(meanPerSecond(24_000, pace, 0)).toBeCloseTo(30.8, 1);
    expect(recentPerSecond(pace, 0)).toBeGreaterThan(90);
    expect(etaSeconds(24_000, 25_000, pace, { batchSize: 20, throttleMs: 0 })).toBeLessThan(12);
  });

  test('a job that was slowed down is told no earlier end than its rests allow: 445 left, 10 in each 5 s', () => {
    const pace = paceOf(Array.from({ length: 60 }, () => [10, 1_000] as const));
    const seconds = etaSeconds(600, 1_045, pace, { batchSize: 10, throttleMs: 5_000 });
    expect(seconds).toBe(223);
  });

  test('the bar is as long as asked and never overflows', () => {
    expect(progressBar(0, 10, 4)).toBe('░░░░');
    expect(progressBar(5, 10, 4)).toBe('██░░');
    expect(progressBar(12, 10, 4)).toBe('████');
  });

  test('counters add up field by field', () => {
    const a = { processed: 6, succeeded: 1, failed: 2, skipped: 3 };
    expect(addCounters(a, a)).toEqual({ processed: 12, succeeded: 2, failed: 4, skipped: 6 });
  });
});

describe('job ids', () => {
  test('carry the time at which they were minted', () => {
    const before = Date.now();
    const id = uuidV7();
    expect(isJobId(id)).toBe(true);
    expect(jobIdTimestampMs(id)).toBeGreaterThanOrEqual(before);
    expect(jobIdTimestampMs(id)).toBeLessThanOrEqual(Date.now());
  });

  test('are UUIDs of version 7 in lower case, and nothing else', () => {
    expect(isJobId('018f5f0e-7d35-4c3a-8b5e-111111111111')).toBe(false);
    expect(isJobId(uuidV7().toUpperCase())).toBe(false);
    expect(isJobId(`${uuidV7()}x`)).toBe(false);
  });
});

/** As a job's row counts batches of so many targets, each with the ms since the one before it. */
function paceOf(batches: readonly (readonly [targets: number, ms: number])[]): Pace {
  let recent = 0;
  let workedMs = 0;
  for (const [targets, ms] of batches) {
    const kept = Math.exp(-ms / 60_000);
    recent = recent * kept + (1 - kept) * ((targets / ms) * 1_000);
    workedMs += ms;
  }
  return { workedMs, recentPerSecond: recent };
}
