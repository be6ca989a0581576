import type { CheckHealth, Health } from './health.js';

/** Probes ask every few seconds, and whoever asks more often learns nothing new. */
const ASK_EVERY_MS = 1_000;

/**
 * Asks at most once a second, and never twice at once, whoever wants to know: everybody gets the latest answer, or waits
 * for the one that is on its way. The route needs no credential, so what it costs must not grow with how often it is
 * asked.
 */
export function shareHealth(check: CheckHealth, nowMs: () => number = () => performance.now()): CheckHealth {
  let latest: Promise<Health> | undefined;
  let isUnderWay = false;
  let askAgainAtMs = 0;
  return () => {
    if (latest === undefined || (!isUnderWay && nowMs() >= askAgainAtMs)) {
      askAgainAtMs = nowMs() + ASK_EVERY_MS;
      isUnderWay = true;
      latest = check().finally(() => (isUnderWay = false));
    }
    return latest;
  };
}
