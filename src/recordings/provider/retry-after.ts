/** What a provider may ask for at most. Nobody waits a day for a recording; the next click may try again. */
const MAX_RETRY_AFTER_SECONDS = 3600;

/**
 * Seconds that a `Retry-After` asks to wait for, rounded up; undefined where it asks for nothing that can be understood.
 *
 * @param header a number of seconds, or a moment as HTTP writes it
 */
export function retryAfterSeconds(header: string | undefined, nowMs = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  const isMoment = /^\w{3}, .{20,24} GMT$/.test(text);
  const seconds = isMoment ? Math.ceil((Date.parse(text) - nowMs) / 1000) : /^\d+$/.test(text) ? Number(text) : NaN;
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}
