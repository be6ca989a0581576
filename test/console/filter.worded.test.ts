import { expect, test } from '@jest/globals';
import { boundaryDayOf, dayOf, momentOf } from '../../src/console/leads/days.js';
import { describeFilter } from '../../src/console/leads/describe-filter.js';

const WORDS = {
  text: (id: string, values: object) => `${id} ${Object.values(values).join()}`,
  day: (date: Date) => `day ${date.getDate()}`,
  moment: (moment: string) => moment,
};

test('no condition of a filter is left out of its words, not even one that the console does not know', () => {
  expect(describeFilter({ status: 'lost', importId: 7, colour: 'red' }, WORDS)).toEqual([
    'condition.status lost',
    'condition.import 7',
    'condition.other colour,red',
  ]);
});

test('a moment is named by its day only where it is the boundary of one', () => {
  const createdAfter = momentOf('createdAfter', '2026-05-01');
  const createdBefore = momentOf('createdBefore', '2026-06-01');
  expect(describeFilter({ createdAfter, createdBefore }, WORDS)).toEqual([
    'condition.created_from day 1',
    'condition.created_before day 1',
  ]);
  const within = { createdAfter: createdBefore, createdBefore: createdAfter };
  expect(describeFilter(within, WORDS)).toEqual([
    `condition.created_after ${createdBefore}`,
    `condition.created_before ${createdAfter}`,
  ]);
});

test('"from a day" takes in its first millisecond, "before a day" does not', () => {
  const midnight = new Date(2026, 4, 1).getTime();
  expect(Date.parse(momentOf('createdAfter', '2026-05-01'))).toBe(midnight - 1);
  expect(Date.parse(momentOf('createdBefore', '2026-05-01'))).toBe(midnight);
});

test.each(['createdAfter', 'createdBefore'] as const)('a date field of %s shows the day that was typed', (field) => {
  for (const day of ['2026-01-01', '2024-02-29', '0999-12-31']) expect(dayOf(field, momentOf(field, day))).toBe(day);
  for (const nothing of ['', 'soon']) {
    expect(dayOf(field, nothing)).toBe('');
    expect(boundaryDayOf(field, nothing)).toBeNull();
  }
  expect(momentOf(field, '')).toBe('');
});
