/** The day of a moment in this browser's time zone, as a date field takes it; empty for what is no moment. */
export function dayOf(moment: string): string {
  const date = new Date(moment);
  if (moment === '' || Number.isNaN(date.getTime())) return '';
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The moment at which a day begins in this browser's time zone. */
export function momentOf(day: string): string {
  return day === '' ? '' : new Date(`${day}T00:00:00`).toISOString();
}
