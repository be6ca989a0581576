import { expect, test } from '@jest/globals';
import { type Confirmation, confirmationFor, judgeConfirmation } from '../../src/console/start/confirmation.js';
import { readCount } from '../../src/console/start/typed-count.js';

test.each([
  [1, 'button'],
  [99, 'button'],
  [100, 'count'],
  [1_000, 'count'],
  [1_001, 'count_and_reason'],
] as const)('%i targets are confirmed by: %s', (count, confirmation) => {
  expect(confirmationFor({ count, isEverything: false, confirmAbove: 1_000, hasMoved: false })).toBe(confirmation);
});

test('everything needs a reason, however little it is, and so does a type that wants one early', () => {
  expect(confirmationFor({ count: 3, isEverything: true, confirmAbove: 1_000, hasMoved: false })).toBe(
    'count_and_reason',
  );
  expect(confirmationFor({ count: 11, isEverything: false, confirmAbove: 10, hasMoved: false })).toBe(
    'count_and_reason',
  );
});

test('a number that was confirmed and has changed is typed, however small it is', () => {
  const few = { count: 3, isEverything: false, confirmAbove: 1_000 };
  expect(confirmationFor({ ...few, hasMoved: true })).toBe('count');
  expect(confirmationFor({ ...few, confirmAbove: 2, hasMoved: true })).toBe('count_and_reason');
});

test.each([
  ['80112', 80_112],
  ['80,112', 80_112],
  ['80.112', 80_112],
  ['80 112', 80_112],
  ['80\u202f112', 80_112],
  [' 1,234,567 ', 1_234_567],
  ['\u206880,112\u2069', 80_112],
  ['0', 0],
  ['', null],
  ['80,11', null],
  ['1,234.567', null],
  ['-5', null],
  ['8e4', null],
  ['99999999999999999999', null],
])('%j is read as %s', (typed, count) => {
  expect(readCount(typed, 'en')).toBe(count);
  expect(readCount(typed, 'he')).toBe(count);
});

test('a number is read in the digits of the language', () => {
  expect(readCount('٨٠٬١١٢', 'ar-EG')).toBe(80_112);
  expect(readCount('٨٠٬١١٢', 'en')).toBeNull();
});

test('a confirmation is right when the number that was counted is typed, and a reason of three characters given', () => {
  const judge = (confirmation: Confirmation, typedCount: string, reason = '') =>
    judgeConfirmation(confirmation, 812, { typedCount, reason }, 'en');
  expect(judge('button', '')).toEqual({ expectedTotal: 812, isCountRight: true, isReasonGiven: true });
  expect(judge('count', '')).toMatchObject({ isCountRight: false, isReasonGiven: true });
  expect(judge('count', '821')).toMatchObject({ isCountRight: false });
  expect(judge('count', '812')).toMatchObject({ isCountRight: true });
  expect(judge('count_and_reason', '812', ' no ')).toMatchObject({ isCountRight: true, isReasonGiven: false });
  expect(judge('count_and_reason', '812', 'old')).toMatchObject({ isReasonGiven: true });
});
