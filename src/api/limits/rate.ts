/** At most `limit` at once, and one more each `windowMs / limit`: what a minute's worth comes back as it is used up. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

/** What became of one request for a token. */
export interface RateDecision {
  readonly isRefused: boolean;
  /** How many more would be let through right now. */
  readonly remaining: number;
  /** Until the next one would be let through; 0 where `remaining` is above 0. */
  readonly retryAfterMs: number;
  /** Until all tokens are back. */
  readonly resetMs: number;
}

/** Sums of `windowMs / limit` are not exact: what is less than this too early is on time. */
const SLACK_MS = 1;

/**
 * The generic cell rate algorithm: one number per key, the moment at which all tokens are back, says all there is
 * to know. A window that begins anew lets through twice the limit around its edge and then nobody for up to a minute; a
 * log of the last minute costs a number for each request. A refused request changes nothing, so that who comes back
 * when told to is let in. lua/take-tokens.lua is the same, and a test holds the two together.
 *
 * @param freeAtMs as returned the last time; undefined for a key that is not known
 */
export function takeToken(
  freeAtMs: number | undefined,
  nowMs: number,
  { limit, windowMs }: Rate,
): { readonly decision: RateDecision; readonly freeAtMs: number } {
  const everyMs = windowMs / limit;
  const from = Math.max(freeAtMs ?? nowMs, nowMs);
  const next = from + everyMs;
  const waitMs = next - windowMs - nowMs;
  if (waitMs >= SLACK_MS) {
    return {
      decision: { isRefused: true, remaining: 0, retryAfterMs: waitMs, resetMs: from - nowMs },
      freeAtMs: from,
    };
  }
  const remaining = Math.max(0, Math.floor((windowMs - (next - nowMs) + SLACK_MS) / everyMs));
  const retryAfterMs = remaining > 0 ? 0 : Math.max(0, waitMs + everyMs);
  return { decision: { isRefused: false, remaining, retryAfterMs, resetMs: next - nowMs }, freeAtMs: next };
}
