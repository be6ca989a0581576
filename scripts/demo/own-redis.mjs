import { inRepository } from '../setup/repository.mjs';
import { LaunchError } from '../setup/launch-error.mjs';

/** Tells other demos that a logical database is taken. A killed demo leaves it, so it goes by itself. */
const MARK = 'bulkgate_demo';
const MARK_SECONDS = 86_400;

/**
 * An empty logical database on a Redis that a person named. An installation in use must not share one with the demo: each
 * one's reconciler frees the locks whose jobs it does not know.
 *
 * @param {NodeJS.ProcessEnv} env names Redis
 * @returns {Promise<string>} its address
 */
export async function takeOwnRedis(env) {
  const fault = await withRedis(env, async (redis) => {
    // Servers have 16 of them unless told otherwise, and a cluster only the first, which is the one that people use.
    for (let index = 15; index >= 1; index -= 1) {
      try {
        await redis.select(index);
      } catch {
        continue;
      }
      if ((await redis.set(MARK, String(process.pid), 'EX', MARK_SECONDS, 'NX')) === null) continue;
      if ((await redis.dbsize()) === 1) return index;
      await redis.del(MARK);
    }
    return 'it has no empty logical database from 1 to 15';
  }).catch((error) => (error instanceof Error ? error.message : String(error)));
  if (typeof fault === 'string') {
    throw new LaunchError(
      `The demo takes a logical database of its own on the Redis named in REDIS_URL, and could not: ${fault}\n` +
        'Unset REDIS_URL to run the demo with a Redis of its own.',
    );
  }
  const url = new URL(env['REDIS_URL'] ?? '');
  url.pathname = `/${fault}`;
  return url.href;
}

/**
 * @param {NodeJS.ProcessEnv} env names what `takeOwnRedis` gave
 */
export async function giveBackOwnRedis(env) {
  await withRedis(env, (redis) => redis.del(MARK));
}

/**
 * With the product's own client, which knows the certificates too.
 *
 * @template T
 * @param {NodeJS.ProcessEnv} env
 * @param {(redis: import('ioredis').Redis) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withRedis(env, work) {
  const { readConfig } = await import(inRepository('dist', 'config', 'config.js'));
  const { connectRedis, redisReady } = await import(inRepository('dist', 'gate', 'redis.js'));
  const redis = connectRedis(readConfig(env).redis, () => undefined);
  try {
    if (!(await redisReady(redis, 5000))) throw new Error('it does not answer');
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
