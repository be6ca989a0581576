import type { CountryCode } from 'libphonenumber-js';

/** Countries of telephone numbers that the time zones of CLDR do not list, under the clock that they keep. */
const UNLISTED: Readonly<Partial<Record<CountryCode, readonly string[]>>> = {
  AC: ['Atlantic/St_Helena'],
  TA: ['Atlantic/St_Helena'],
  XK: ['Europe/Belgrade'],
};

/** Node 24 has the method alone, Node 22 the property alone. */
type LocaleWithTimeZones = Intl.Locale & { getTimeZones?(): readonly string[]; readonly timeZones?: readonly string[] };

/** All time zones of a country. Those that come with Node: a small table of our own would be out of date with the next law. */
export function timeZonesOf(country: CountryCode): readonly string[] {
  const region = new Intl.Locale(`und-${country}`) as LocaleWithTimeZones;
  const listed = region.getTimeZones?.() ?? region.timeZones ?? [];
  return listed.length > 0 ? listed : (UNLISTED[country] ?? []);
}
