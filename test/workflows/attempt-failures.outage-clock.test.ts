import { expect, test } from '@jest/globals';
import { OutageClock } from '../../src/workflows/attempt-failures.js';

const LONGEST_ATTEMPT_MS = 100_000;

test('an outage adds up from its first failure, over gaps that one attempt and back-off can fill', () => {
  const clock = new OutageClock(LONGEST_ATTEMPT_MS);
  expect(clock.fails(5_000)).toBe(0);
  expect(clock.fails(6_000)).toBe(1_000);
  expect(clock.fails(6_000 + LONGEST_ATTEMPT_MS)).toBe(1_000 + LONGEST_ATTEMPT_MS);
  // Each gap is measured from the failure before it, not from the first one.
  expect(clock.fails(6_000 + 2 * LONGEST_ATTEMPT_MS)).toBe(1_000 + 2 * LONGEST_ATTEMPT_MS);
});

test('a longer gap, in which no worker took the batch, is no outage: the count starts anew', () => {
  const clock = new OutageClock(LONGEST_ATTEMPT_MS);
  clock.fails(0);
  clock.fails(50_000);
  expect(clock.fails(50_001 + LONGEST_ATTEMPT_MS)).toBe(0);
  expect(clock.fails(50_002 + LONGEST_ATTEMPT_MS)).toBe(1);
});

test('an attempt that reached PostgreSQL ends the outage: the next one is counted from its own begin', () => {
  const clock = new OutageClock(LONGEST_ATTEMPT_MS);
  clock.fails(0);
  clock.ends();
  expect(clock.fails(2_000)).toBe(0);
  expect(clock.fails(3_000)).toBe(1_000);
});
