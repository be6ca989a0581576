import { describe, expect, test } from '@jest/globals';
import { addCounters, etaSeconds, percentage, progressBar, ratePerSecond } from '../../src/operations/progress.js';
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
    expect(ratePerSecond(10, 0)).toBeNull();
    expect(etaSeconds(0, 10, 1000)).toBeNull();
    expect(etaSeconds(5, null, 1000)).toBeNull();
  });

  test('rate is per second and ETA is rounded up', () => {
    expect(ratePerSecond(50, 2000)).toBe(25);
    expect(etaSeconds(50, 101, 2000)).toBe(3);
    expect(etaSeconds(100, 100, 2000)).toBe(0);
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
