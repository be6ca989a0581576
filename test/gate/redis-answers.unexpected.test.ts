import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { v7 as uuidV7 } from 'uuid';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { GateUnavailable } from '../../src/gate/errors.js';
import { PlaybackDedup } from '../../src/gate/playback-dedup.js';
import { SharedRates } from '../../src/api/limits/shared-rates.js';
import { createLogger } from '../../src/observability/logger.js';
import { withTcpServer } from '../support/tcp-server.js';

const GATE = { businessId: 7, operationType: 'delete_leads_bulk' };
const RECORDING = { resourceType: 'recording', businessId: 7, resourceId: 'CA1' };

/** Answers of the protocol (RESP) that none of our commands can have. */
const ANSWERS = {
  'a word': '+QUEUED\r\n',
  'a large number': ':9007199254740993\r\n',
  'a negative number': ':-7\r\n',
  'a list of nothings': '*2\r\n*-1\r\n$-1\r\n',
  'a list that is too long': '*5\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n',
  'a list of texts': '*4\r\n+a\r\n+b\r\n+c\r\n+d\r\n',
  'lists in lists': '*1\r\n*1\r\n*0\r\n',
};

/** A server behind Redis's address that answers each command with these bytes: a proxy, or something else altogether. */
async function answering(answer: string, test: (redis: Redis) => Promise<void>): Promise<void> {
  const answerEach = (socket: Socket): void =>
    void socket.on('data', (data) => {
      const commands = data.toString().match(/^\*\d+\r\n/gm) ?? [];
      socket.write(answer.repeat(commands.length));
    });
  await withTcpServer(answerEach, async ({ address }) => {
    const redis = new Redis(`redis://${address}`, { enableReadyCheck: false, disableClientInfo: true });
    redis.on('error', () => undefined);
    try {
      await test(redis);
    } finally {
      redis.disconnect();
    }
  });
}

test.each(Object.entries(ANSWERS))(
  'an answer that no command has is "could not tell", never a TypeError: %s',
  async (_, answer) => {
    await answering(answer, async (redis) => {
      const gate = new BulkGate(redis);
      const dedup = new PlaybackDedup(redis);
      const job = uuidV7();
      const asked = await Promise.allSettled([
        gate.acquire(GATE, job, 100),
        gate.refresh(GATE, job, 100),
        gate.release(GATE, job),
        gate.handOver(GATE, job, uuidV7(), 100),
        gate.inspect(GATE),
        gate.list(),
        dedup.isInProgress(RECORDING),
        dedup.markInProgress(RECORDING, 'a'),
        dedup.tryMark(RECORDING, 'a'),
        dedup.unmark(RECORDING, 'a'),
      ]);
      for (const outcome of asked) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(GateUnavailable) });
      }
      // A limiter has a stand-in: the process counts for itself.
      const rates = new SharedRates(redis, createLogger({ level: 'silent', service: 'test' }));
      expect(await rates.take('a', { limit: 1, windowMs: 60_000 })).toMatchObject({ isRefused: false, remaining: 0 });
      expect(await rates.take('a', { limit: 1, windowMs: 60_000 })).toMatchObject({ isRefused: true });
    });
  },
);
