import type { Client } from '@temporalio/client';
import { withinMs } from '../observability/time-limit.js';

/** Lets the SDK's own error come first where it keeps its deadline. */
const GRACE_MS = 100;

/**
 * Asks Temporal, with a limit that holds. The SDK's deadline alone does not: it is only looked at between two attempts,
 * so the back-off overruns it (measured with the server away: 5.6 s for a deadline of 5 s).
 *
 * @throws TooSlow, or the SDK's error
 */
export function askTemporal<T>(client: Client, limitMs: number, call: () => Promise<T>): Promise<T> {
  return withinMs(client.withDeadline(Date.now() + limitMs, call), limitMs + GRACE_MS);
}
