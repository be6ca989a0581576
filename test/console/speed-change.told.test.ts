import { expect, test } from '@jest/globals';
import { speedChange } from '../../src/console/jobs/speed-change.js';

const CURRENT = { batchSize: 500, throttleMs: 100 };

test.each([
  ['nothing', {}, {}],
  ['what the job has', { batchSize: '500' }, {}],
  ['one field', { throttleMs: '0' }, { throttleMs: 0 }],
  ['both fields', { batchSize: '10', throttleMs: '1000' }, { batchSize: 10, throttleMs: 1_000 }],
  ['an empty rest', { throttleMs: '' }, {}],
  ['a batch beside an empty rest', { batchSize: '10', throttleMs: ' ' }, {}],
])('of a speed only what was changed is asked for, and an empty field is never a 0: %s', (_, typed, asked) => {
  expect(speedChange(typed, CURRENT)).toEqual(asked);
});
