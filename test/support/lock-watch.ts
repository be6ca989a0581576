import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Job } from '../../src/operations/job.js';
import { lockKey } from '../../src/gate/keys.js';
import { eventually } from './eventually.js';
import type { SystemInUse } from './system.js';

const SAMPLE_EVERY_MS = 20;
/** On a busy machine an answer may take longer than the product bears, and the watch must not end by that. */
const PATIENT = { enableOfflineQueue: true, commandTimeout: 10_000 };
/** More of them would only make the failure of a test unreadable. */
const MOST_LAPSES = 5;

interface LockSample {
  readonly atMs: number;
  readonly value: string | null;
  readonly ttlMs: number;
}

/** The life of a job's lock, from just after the start of the job until the lock was gone. */
export interface LockLife {
  readonly samples: number;
  /** Samples in which a job that was not final did not have its own value in the lock. */
  readonly lapses: readonly LockSample[];
  readonly lowestTtlMs: number;
  readonly refreshes: number;
  /** What else Redis did to the key, in order: it tells of moments that fall between two samples. */
  readonly otherEvents: readonly string[];
  /** From the job's `finished_at` to the first sample without the lock. */
  readonly goneAfterMs: number;
}

export interface LockWatch {
  /** How often the TTL was set again so far. */
  readonly refreshes: number;
}

/**
 * Watches the job's lock while `work` runs and until the lock is gone: by a sample every 20 ms, and by what Redis itself
 * tells of the key.
 */
export async function watchLock(
  system: SystemInUse,
  job: Job,
  work: (watch: LockWatch) => Promise<void>,
): Promise<LockLife> {
  const key = lockKey(job.businessId, job.operationType);
  const watch = { refreshes: 0 };
  const otherEvents: string[] = [];
  await system.redis.config('SET', 'notify-keyspace-events', 'KA');
  const [listener, sampler] = [system.redis.duplicate(PATIENT), system.redis.duplicate(PATIENT)];
  listener.on('message', (_channel: string, event: string) => {
    if (event === 'expire') watch.refreshes++;
    else otherEvents.push(event);
  });

  const stopping = new AbortController();
  try {
    await listener.subscribe(`__keyspace@0__:${key}`);
    const sampling = sample(system, sampler, job, key, stopping.signal);
    // Awaited below: until then its failure must not be an unhandled one.
    sampling.catch(() => undefined);
    await work(watch);
    await eventually(async () => (await system.redis.exists(key)) === 0);
    const sampled = await sampling;
    await eventually(() => otherEvents.length > 0);
    return { ...sampled, refreshes: watch.refreshes, otherEvents };
  } finally {
    stopping.abort();
    listener.disconnect();
    sampler.disconnect();
  }
}

async function sample(system: SystemInUse, sampler: Redis, job: Job, key: string, signal: AbortSignal) {
  const lapses: LockSample[] = [];
  let samples = 0;
  let lowestTtlMs = Infinity;
  while (!signal.aborted) {
    const answers = await sampler.multi().get(key).pttl(key).exec();
    const [value, ttlMs] = answers!.map(([, answer]) => answer) as [string | null, number];
    const atMs = Date.now();
    samples++;
    if (value === `job_${job.id}`) {
      lowestTtlMs = Math.min(lowestTtlMs, ttlMs);
    } else {
      const { finishedAt } = await system.job(job.id);
      if (value === null && finishedAt !== null && finishedAt.getTime() <= atMs) {
        return { samples, lapses, lowestTtlMs, goneAfterMs: atMs - finishedAt.getTime() };
      }
      if (lapses.length < MOST_LAPSES) lapses.push({ atMs, value, ttlMs });
    }
    await delay(SAMPLE_EVERY_MS);
  }
  throw new Error('the watch ended before the lock was gone');
}

/** What every job's lock must have been like: its own, without a gap, and given back within a second. */
export const UNBROKEN_LOCK = { lapses: [], otherEvents: ['del'] } as const;
