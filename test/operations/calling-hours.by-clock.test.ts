import { expect, test } from '@jest/globals';
import { callingHoursSchema, isWithinHours } from '../../src/operations/calling-hours.js';

const OFFICE = { from: '09:00', until: '17:30' };

test.each([
  ['2026-03-02T08:00:00Z', 'Europe/Berlin', true],
  ['2026-03-02T07:59:59Z', 'Europe/Berlin', false],
  ['2026-03-02T16:29:59Z', 'Europe/Berlin', true],
  ['2026-03-02T16:30:00Z', 'Europe/Berlin', false],
  // An hour earlier by UTC, in summer.
  ['2026-07-06T07:00:00Z', 'Europe/Berlin', true],
  ['2026-03-02T08:00:00Z', 'America/New_York', false],
  ['2026-03-02T03:45:00Z', 'Asia/Kathmandu', true],
])('at %s it is, in %s, within 09:00 to 17:30: %s', (at, zone, isWithin) => {
  expect(isWithinHours(OFFICE, zone, new Date(at))).toBe(isWithin);
});

test('days are those of the clock there, and a whole day has no gap', () => {
  const wholeDay = { from: '00:00', until: '24:00' };
  const mondays = { ...wholeDay, days: ['mon'] as ['mon'] };
  // Monday begins in Auckland when it is Sunday noon in Greenwich.
  const at = new Date('2026-03-01T12:00:00Z');
  expect([isWithinHours(mondays, 'Pacific/Auckland', at), isWithinHours(mondays, 'UTC', at)]).toEqual([true, false]);
  for (let hour = 0; hour < 24; hour++) {
    for (const minute of [0, 59]) {
      expect(isWithinHours(wholeDay, 'UTC', new Date(Date.UTC(2026, 2, 1, hour, minute, 59)))).toBe(true);
    }
  }
});

test.each([
  [{ from: '9:00', until: '17:00' }, 'from'],
  [{ from: '24:00', until: '24:00' }, 'until'],
  [{ from: '09:00', until: '25:00' }, 'until'],
  [{ from: '20:00', until: '08:00' }, 'until'],
  [{ from: '09:00' }, 'until'],
  [{ ...OFFICE, days: [] }, 'days'],
  [{ ...OFFICE, days: ['monday'] }, 'days.0'],
  [{ ...OFFICE, zone: 'UTC' }, ''],
])('of the hours %j, %s is refused', (hours, field) => {
  const { error } = callingHoursSchema.safeParse(hours);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
