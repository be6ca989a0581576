import type { TextId } from './locales.js';

/** A length of time in its two largest units, as a text and its values. */
export function durationText(seconds: number): {
  readonly id: TextId;
  readonly values: { readonly large: number; readonly small: number };
} {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return { id: 'duration.seconds', values: { large: whole, small: 0 } };
  if (whole < 3_600) return { id: 'duration.minutes', values: { large: Math.floor(whole / 60), small: whole % 60 } };
  const minutes = Math.floor(whole / 60);
  return { id: 'duration.hours', values: { large: Math.floor(minutes / 60), small: minutes % 60 } };
}
