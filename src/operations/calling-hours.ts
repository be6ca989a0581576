import { z } from 'zod';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** The whole day is from 00:00 until 24:00. */
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

const timeOfDay = z.string().regex(TIME_OF_DAY, { error: 'must be a time of day such as 09:00' });

/** When people may be called, by their own clocks. */
export const callingHoursSchema = z
  .strictObject({
    from: timeOfDay.describe('From this time of day on: 09:00'),
    until: timeOfDay.describe('Up to this time of day, which is later on the same day: 20:00'),
    days: z
      .array(z.enum(DAYS).meta({ id: 'DayOfWeek' }))
      .min(1)
      .max(DAYS.length)
      .optional()
      .describe(`On these days of the week, of ${DAYS.join(', ')}; on all of them where it is left out`),
  })
  .check(({ value: { from, until }, issues }) => {
    // Of one that is no time of day its own fault is enough.
    if (from < until || ![from, until].every((time) => TIME_OF_DAY.test(time))) return;
    issues.push({ code: 'custom', input: until, path: ['until'], message: `must be later than ${from}` });
  })
  .meta({ id: 'CallingHours', description: 'In the time zone of whoever is called' });

export type CallingHours = z.infer<typeof callingHoursSchema>;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the clocks of a time zone show a moment within the hours. */
export function isWithinHours({ from, until, days }: CallingHours, timeZone: string, at: Date): boolean {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const day = DAYS.find((name) => name === parts.get('weekday')?.toLowerCase());
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  return from <= time && time < until && (days === undefined || (day !== undefined && days.includes(day)));
}

/** Made once for each time zone: one costs as much as thousands of looks at it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  clocks.set(timeZone, made);
  return made;
}
