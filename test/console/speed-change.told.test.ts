import { expect, test } from '@jest/globals';
import { speedChange } from '../../src/console/jobs/speed-change.js';

const CURRENT = { batchSize: 500, throttleMs: 100, parallelism: 4 };

test.each([
  ['nothing', {}, {}],
  ['what the job has', { batchSize: '500' }, {}],
  ['one field', { throttleMs: '0' }, { throttleMs: 0 }],
  ['both fields', { batchSize: '10', throttleMs: '1000' }, { batchSize: 10, throttleMs: 1_000 }],
  ['fewer streams at once', { parallelism: '1' }, { parallelism: 1 }],
  ['the automatic size', { batchSize: 'auto' }, { batchSize: 'auto' }],
  ['the automatic size beside an empty rest', { batchSize: 'auto', throttleMs: '' }, {}],
  ['an empty rest', { throttleMs: '' }, {}],
  ['a batch beside an empty rest', { batchSize: '10', throttleMs: ' ' }, {}],
])('of a speed only what was changed is asked for, and an empty field is never a 0: %s', (_, typed, asked) => {
  expect(speedChange(typed, CURRENT)).toEqual(asked);
});

test('of an automatic size a number is a change, and the automatic size is none', () => {
  const current = { ...CURRENT, batchSize: 'auto' as const };
  expect(speedChange({ batchSize: 'auto' }, current)).toEqual({});
  expect(speedChange({ throttleMs: '0' }, current)).toEqual({ throttleMs: 0 });
  expect(speedChange({ batchSize: '500' }, current)).toEqual({ batchSize: 500 });
  expect(speedChange({ batchSize: '' }, current)).toEqual({});
});
