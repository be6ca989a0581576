import { setTimeout as delay } from 'node:timers/promises';

/** Rest between two passes. */
const PASS_EVERY_MS = 5_000;

export interface UpkeepLoop {
  /** Ends the current rest; after a pass that is under way the next one comes without a rest. */
  soon(): void;
  /** Ends the current rest, waits for the current pass, and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Runs one pass after the other until it is stopped. A pass that throws is reported, and the next one follows. */
export function startUpkeepLoop(
  pass: (signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void,
  everyMs = PASS_EVERY_MS,
): UpkeepLoop {
  const stopping = new AbortController();
  let waking = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      await pass(stopping.signal).catch(onError);
      const signal = AbortSignal.any([stopping.signal, waking.signal]);
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    soon: () => waking.abort(),
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
