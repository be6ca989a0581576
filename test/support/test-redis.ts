import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { type RunningRedis, startRedis } from '../../scripts/stack/redis.mjs';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { withCleanups } from './cleanups.js';

export interface TestRedis {
  readonly server: RunningRedis;
  readonly redis: Redis;
  /** Another client of the same server, closed with it. */
  readonly connect: () => Promise<Redis>;
}

/** A Redis server of the test's own, which it may flush, freeze and stop. */
export async function withRedis(test: (redis: TestRedis) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const dir = await mkdtemp(path.join(tmpdir(), 'bulkgate-redis-'));
    defer(() => rm(dir, { recursive: true, force: true }));
    const server = await opened(startRedis({ dir }), (started) => started.stop());
    const connect = async (): Promise<Redis> => {
      const client = connectRedis({ url: server.url, tls: undefined }, () => undefined);
      defer(() => client.disconnect());
      await redisReady(client, 5_000);
      return client;
    };
    await test({ server, redis: await connect(), connect });
  });
}
