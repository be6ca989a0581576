import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './logger.js';

const RETRY_MS = 1_000;

export interface Waiting {
  readonly logger: Logger;
  /** Ends the wait: the program is told to stop. */
  readonly signal: AbortSignal;
  /** The first failure after this time is thrown; unless given, there is none. */
  readonly patienceMs?: number;
}

/**
 * Opens a service that may come up later than this program, and logs each failure.
 *
 * @returns undefined when the program was told to stop before the service was there
 */
export async function waitForService<T>(
  name: string,
  { logger, signal, patienceMs = Infinity }: Waiting,
  open: () => Promise<T>,
): Promise<T | undefined> {
  const deadlineMs = performance.now() + patienceMs;
  while (!signal.aborted) {
    try {
      return await open();
    } catch (err) {
      if (performance.now() >= deadlineMs) throw err;
      logger.warn({ err }, `${name} cannot be reached yet`);
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** Resolves when the program is told to stop. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
