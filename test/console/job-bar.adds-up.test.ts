import { expect, test } from '@jest/globals';
import { barParts } from '../../src/console/jobs/job-bar-parts.js';

const NOTHING = { total: null, succeeded: 0, failed: 0, skipped: 0, notAttempted: null };

test.each([
  ['before the begin, without a rest, as the total is not known', NOTHING, { succeeded: 0, failed: 0, skipped: 0 }],
  [
    'while it runs, with what remains',
    { total: 100, succeeded: 50, failed: 3, skipped: 7, notAttempted: null },
    { succeeded: 50, failed: 3, skipped: 7, remaining: 40 },
  ],
  [
    'at its end, with what was not attempted',
    { total: 100, succeeded: 50, failed: 3, skipped: 7, notAttempted: 40 },
    { succeeded: 50, failed: 3, skipped: 7, not_attempted: 40 },
  ],
])('the bar of a job shows %s', (_, counters, parts) => {
  expect(Object.fromEntries(barParts(counters).map(({ name, count }) => [name, count]))).toEqual(parts);
});

test('the parts add up to the total at every moment', () => {
  for (let done = 0; done <= 60; done += 1) {
    const counters = { total: 60, succeeded: done - (done % 3), failed: done % 3, skipped: 0, notAttempted: null };
    expect(barParts(counters).reduce((sum, { count }) => sum + count, 0)).toBe(60);
  }
});
