import type { Redis } from 'ioredis';
import { connectRedis, type RedisAddress, unsafeEvictionPolicy } from '../gate/redis.js';
import type { Logger } from './logger.js';

/**
 * A client that logs one line when Redis goes away and one when it is back; the attempts in between are for debugging. At the
 * first connection it warns of a Redis that may evict locks.
 */
export function connectLoggedRedis(address: RedisAddress, logger: Logger): Redis {
  let isAway = false;
  const redis = connectRedis(address, (err) => {
    logger[isAway ? 'debug' : 'warn']({ err }, 'Redis cannot be reached');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info('Redis is back');
    isAway = false;
  });
  redis.once('ready', () => {
    void unsafeEvictionPolicy(redis)
      .catch(() => null)
      .then((policy) => {
        if (policy !== null) logger.warn({ policy }, 'Redis may evict locks: set maxmemory-policy noeviction');
      });
  });
  return redis;
}
