import { expect, test } from '@jest/globals';
import { getCountries } from 'libphonenumber-js';
import { timeZonesOf } from '../../src/channels/time-zones.js';

test('every country of telephone numbers has time zones that this Node knows', () => {
  for (const country of getCountries()) {
    const zones = timeZonesOf(country);
    expect([country, zones.length > 0]).toEqual([country, true]);
    for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  }
});

test('a country has all of its time zones, from end to end', () => {
  expect(timeZonesOf('US')).toEqual(
    expect.arrayContaining(['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu']),
  );
  expect(timeZonesOf('IL')).toEqual(['Asia/Jerusalem']);
});
