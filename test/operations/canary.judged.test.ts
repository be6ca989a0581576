import { expect, test } from '@jest/globals';
import { type CanaryTally, judgeCanary } from '../../src/operations/canary.js';

const NOTHING: CanaryTally = { sent: 50, failed: 0, unknown: 0, silent: 0 };

test.each<[string, Partial<CanaryTally>, boolean, ReturnType<typeof judgeCanary>]>([
  ['all have arrived', {}, false, 'passed'],
  ['no webhook has come', { silent: 50 }, false, 'waiting'],
  ['no webhook has come until the end: the provider has taken them', { silent: 50 }, true, 'passed'],
  ['as many have failed as may', { failed: 10, silent: 40 }, false, 'waiting'],
  ['one more has failed, whatever the others say', { failed: 11, silent: 39 }, false, 'failed'],
  ['as many have failed as may, and the others have arrived', { failed: 10 }, false, 'passed'],
  ['so few are missing that they change nothing', { failed: 4, silent: 6 }, false, 'passed'],
  ['the last one that counts is missing', { failed: 4, silent: 7 }, false, 'waiting'],
  ['answers were lost, and webhooks may still say what became of it', { unknown: 11 }, false, 'waiting'],
  ['answers were lost, and nobody says what became of it', { unknown: 11 }, true, 'failed'],
  ['failed and unknown are too many together', { failed: 5, unknown: 6, silent: 39 }, true, 'failed'],
])('%s', (_, tally, isWaitOver, outcome) => {
  expect(judgeCanary({ maxFailedPercent: 20 }, { ...NOTHING, ...tally }, isWaitOver)).toBe(outcome);
});

test('with 0 % one failure is too many, with 100 % none is', () => {
  const tally = { ...NOTHING, failed: 1, silent: 49 };
  expect(judgeCanary({ maxFailedPercent: 0 }, tally, false)).toBe('failed');
  expect(judgeCanary({ maxFailedPercent: 100 }, { ...NOTHING, failed: 50 }, false)).toBe('passed');
});
