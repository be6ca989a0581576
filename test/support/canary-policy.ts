import type { Policy, PolicyOverrides } from '../../src/operations/policy.js';
import { FAST_CANARY } from './system.js';

/** The fast policy of the canaries with some fields changed. */
export function canaryPolicy(fields: Partial<Policy>): PolicyOverrides {
  return { canary_increment: { ...FAST_CANARY.canary_increment, ...fields } };
}

/** The shortest life of a lock that start-up accepts: it lapses in seconds when nobody refreshes it. */
export const SHORT_LOCK = canaryPolicy({
  lockTtlSeconds: 6,
  maxRuntimeSeconds: 1,
  heartbeatTimeoutSeconds: 2,
  maxBackoffSeconds: 1,
});
