import { expect, test } from '@jest/globals';
import { estimateSeconds } from '../../src/operations/estimate.js';

test.each([
  ['nothing', 0, { batchSize: 50, throttleMs: 200 }, 0],
  ['one batch has no rest', 50, { batchSize: 50, throttleMs: 60_000 }, 1],
  ['80,000 at the defaults: 1,600 batches of 25 ms, 1,599 rests', 80_000, { batchSize: 50, throttleMs: 200 }, 368],
  [
    '1,000,000 at full speed: 1,000 batches, and 100 s for the rows',
    1_000_000,
    { batchSize: 1_000, throttleMs: 0 },
    125,
  ],
  ['the same in batches that end by their time: fifty', 1_000_000, { batchSize: 'auto' as const, throttleMs: 0 }, 102],
  ['with 49 rests between the fifty', 1_000_000, { batchSize: 'auto' as const, throttleMs: 60_000 }, 3_042],
  ['nothing by time', 0, { batchSize: 'auto' as const, throttleMs: 0 }, 0],
])('%s', (_, targets, speed, seconds) => {
  expect(estimateSeconds(targets, speed, { maxBatchMs: 2_000 })).toBe(seconds);
});
