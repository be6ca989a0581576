import { isJobId } from '../operations/job-id.js';

const PREFIX = 'bulk_gate:lock:';

/** The one lock of a business and operation type. */
export function lockKey(businessId: number, operationType: string): string {
  return `${PREFIX}${businessId}:${operationType}`;
}

/** Pattern for SCAN: every lock, or those of one business. */
export function lockKeyPattern(businessId?: number): string {
  return `${PREFIX}${businessId ?? '*'}:*`;
}

/** Reads a key back; null for a key that is none of ours. */
export function parseLockKey(key: string): { businessId: number; operationType: string } | null {
  const match = /^bulk_gate:lock:([1-9]\d{0,9}):([a-z][a-z0-9_]*)$/.exec(key);
  return match ? { businessId: Number(match[1]), operationType: match[2]! } : null;
}

/** What stands in the lock while the job holds it. */
export function holderValue(jobId: string): string {
  return `job_${jobId}`;
}

/**
 * The job in a lock's value; null for a foreign value: an older system's `locked` or `job_123`, or a hand's. Foreign
 * locks are shown and respected, never reclaimed.
 */
export function holderJobId(value: string): string | null {
  const jobId = value.startsWith('job_') ? value.slice('job_'.length) : '';
  return isJobId(jobId) ? jobId : null;
}

/** The operation types that running workers know. */
export const ANNOUNCED_TYPES_KEY = 'bulk_gate:announced_types';

/** The mark of what is being prepared for playback. The id comes last, so that no character in it can name another business. */
export function playbackMarkKey(resourceType: string, businessId: number, resourceId: string): string {
  return `playback_dedup:${resourceType}:${businessId}:${resourceId}`;
}

/** The rate limit of a provider number, by a name that is not the number. */
export function providerPaceKey(name: string): string {
  return `bulk_gate:provider_pace:${name}`;
}
