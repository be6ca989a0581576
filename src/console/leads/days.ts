const MS = 1;

/**
 * The API leaves a moment itself out, as people expect of "before a day". "From a day" is after the last millisecond before
 * it: the API looks at milliseconds.
 */
export type DayField = 'createdAfter' | 'createdBefore';

/** The moment at which a day begins in this browser's time zone, as the filter takes it; empty for no day. */
export function momentOf(field: DayField, day: string): string {
  if (day === '') return '';
  const begin = new Date(`${day}T00:00:00`).getTime();
  return new Date(field === 'createdAfter' ? begin - MS : begin).toISOString();
}

/** The day of a filter's moment in this browser's time zone, as a date field takes it; empty for what is no moment. */
export function dayOf(field: DayField, moment: string): string {
  const date = firstMomentOf(field, moment);
  if (Number.isNaN(date.getTime())) return '';
  const pad = (part: number, length: number): string => String(part).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** The day that a filter's moment is the boundary of in this browser's time zone; null for a moment within a day. */
export function boundaryDayOf(field: DayField, moment: string): Date | null {
  const begin = firstMomentOf(field, moment);
  return Date.parse(momentOf(field, dayOf(field, moment))) === Date.parse(moment) ? begin : null;
}

function firstMomentOf(field: DayField, moment: string): Date {
  const time = Date.parse(moment);
  return new Date(field === 'createdAfter' ? time + MS : time);
}
