import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `look` neither throws nor returns false, and returns what it returned. For what other processes do, where
 * no signal reaches the test; the last error is thrown when time runs out.
 */
export async function eventually<T>(
  look: () => Promise<T | false> | T | false,
  timeoutMs = 60_000,
  everyMs = 25,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const value = await look();
      if (value !== false) return value;
      failure = new Error('still false');
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms`, { cause: failure });
    await delay(everyMs);
  }
}

/** The same for what Temporal is asked: each look costs it more than the 25 ms between two of them. */
export function eventuallyInTemporal<T>(look: () => Promise<T | false>): Promise<T> {
  return eventually(look, 60_000, 100);
}
