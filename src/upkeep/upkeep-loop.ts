import { setTimeout as delay } from 'node:timers/promises';

/** Rest between two passes. */
export const PASS_EVERY_MS = 5_000;

export interface ReconcilerLoop {
  /** Ends the rest in hand; a pass that is under way is followed by another one without a rest. */
  soon(): void;
  /** Ends the rest in hand, waits for the pass in hand, and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Calls `pass` for ever, one after the other; a pass that throws is reported and the next one comes all the same. */
export function startReconcilerLoop(
  pass: (signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void,
  everyMs = PASS_EVERY_MS,
): ReconcilerLoop {
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
