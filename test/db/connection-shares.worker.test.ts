import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { shareConnections, takeShare } from '../../src/db/connection-shares.js';

/** `WORKER_MAX_CHUNKS`, and the pool that it needs at least. */
const MAX_CHUNKS = 64;
const POOL_SIZE = 66;

test('a worker with the smallest pool has a connection for each of its chunks, and one for its reconciler', async () => {
  const worker = {} as DataSource;
  shareConnections(worker, POOL_SIZE, { hasEventStreams: false });
  const taken = Array.from({ length: MAX_CHUNKS + 1 }, (_, no) => takeShare(worker, 'requests', (no % 3) + 1));
  await expect(Promise.all(taken)).resolves.toHaveLength(MAX_CHUNKS + 1);
});
