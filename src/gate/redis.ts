import { Redis } from 'ioredis';

export interface RedisAddress {
  readonly url: string;
  readonly tls: { readonly ca?: Buffer } | undefined;
}

const COMMAND_TIMEOUT_MS = 1_000;
const SOCKET_TIMEOUT_MS = 5_000;
const MAX_RECONNECT_DELAY_MS = 1_000;

/**
 * A client that answers fast: while Redis is away a command fails at once instead of queueing behind a reconnect,
 * because a start must be refused (503) and a running job must go on, both without waiting.
 *
 * @param onError told of every connection error; without a listener ioredis would print them
 */
export function connectRedis(address: RedisAddress, onError: (error: Error) => void): Redis {
  const redis = new Redis(address.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    // A connection whose other end has vanished without a word (failover) is given up, not kept until TCP does, 15 min later.
    socketTimeout: SOCKET_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
    ...(address.tls ? { tls: address.tls } : {}),
  });
  redis.on('error', onError);
  return redis;
}

/** Resolves when the client is ready for commands, or after `timeoutMs` when it is not (false). */
export async function redisReady(redis: Redis, timeoutMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const onReady = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      redis.off('ready', onReady);
      resolve(false);
    }, timeoutMs);
    redis.once('ready', onReady);
  });
}

/** The eviction policy under which locks survive. */
const SAFE_POLICY = 'noeviction';

/**
 * The server's eviction policy when it is one that may drop locks, else null. Null too when the server does not tell
 * (managed Redis forbids CONFIG): INFO is asked first, it is allowed there.
 */
export async function unsafeEvictionPolicy(redis: Redis): Promise<string | null> {
  const info = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  return policy === undefined || policy === SAFE_POLICY ? null : policy;
}
