import type { Redis } from 'ioredis';
import { redisReady, unsafeEvictionPolicy } from '../gate/redis.js';
import type { Logger } from './logger.js';

const PATIENCE_MS = 1_000;

/** Locks must not be evicted. A Redis that is away now is not asked: its operator sees the warning of the next start. */
export async function warnOfEviction(redis: Redis, logger: Logger): Promise<void> {
  if (!(await redisReady(redis, PATIENCE_MS))) return;
  const policy = await unsafeEvictionPolicy(redis).catch(() => null);
  if (policy !== null) logger.warn({ policy }, 'Redis may evict locks: set maxmemory-policy noeviction');
}
