import { z } from 'zod';

const DATE =
  String.raw`(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29` +
  String.raw`|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?`;
const OFFSET = String.raw`(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)`;

/**
 * A point in time as PostgreSQL can read it: it knows no year 0 and no offset of 16 hours or more (SQLSTATE 22008, 22009).
 * The document has all of it as one pattern: generators of clients make nonsense of several. A test holds the pattern to
 * the checks.
 */
export const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => !text.startsWith('0000'), { error: 'must be in year 1 or later' })
  .refine((text) => /(Z|[+-](0\d|1[0-5]):\d\d)$/.test(text), { error: 'must have an offset under 16 h' })
  .meta({ pattern: `^(?!0000)${DATE}T${TIME}${OFFSET}$` });

/*
 * Answers show times in milliseconds, cut off, and columns hold microseconds. A time that is compared as the column has it
 * lies before the very row that it was copied from. So times are compared as they are shown. It is the parameter that is
 * rounded, never the column: an index on the column still serves.
 */

/** SQL: the time in this column is shown as one after the moment. */
export function shownAfter(column: string, parameter: string): string {
  return `${column} >= date_trunc('milliseconds', ${parameter}::timestamptz) + interval '1 millisecond'`;
}

/** SQL: the time in this column is shown as one before the moment. */
export function shownBefore(column: string, parameter: string): string {
  return `${column} < date_trunc('milliseconds', ${parameter}::timestamptz + interval '999 microseconds')`;
}
