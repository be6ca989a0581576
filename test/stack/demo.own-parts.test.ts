import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { withOwnRecordings } from '../../scripts/demo/own-recordings.mjs';
import { takeOwnParts } from '../../scripts/demo/own-services.mjs';
import { productVariables } from '../../scripts/stack/settings.mjs';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { services } from '../support/services.js';
import { withRedis } from '../support/test-redis.js';

let undos: (() => Promise<void>)[];
const defer = (undo: () => Promise<void>): void => void undos.push(undo);
const giveBack = async (): Promise<void> => {
  for (const undo of undos.splice(0).reverse()) await undo();
};
beforeEach(() => {
  undos = [];
});
afterEach(giveBack);

describe('the demo on services of an installation in use', () => {
  test('has a database, a logical database of Redis and a namespace of its own, and gives them back', async () => {
    await withRedis(async ({ server, redis }) => {
      const lock = 'bulk_gate:lock:1:delete_leads_bulk';
      await redis.set(lock, 'job_of_the_installation');
      const own = await takeOwnParts(
        { DATABASE_URL: services.databaseUrl, REDIS_URL: server.url, TEMPORAL_ADDRESS: services.temporalAddress },
        defer,
      );
      expect(own.DATABASE_URL).toMatch(/\/bulkgate_demo_\w+$/);
      expect(own.TEMPORAL_NAMESPACE).toMatch(/^bulkgate-demo-\w+$/);
      const ofDemo = new Redis(own.REDIS_URL!);
      expect(await ofDemo.get(lock)).toBeNull();
      ofDemo.disconnect();

      await giveBack();
      expect(await redis.keys('*')).toEqual([lock]);
      const { client, connection } = createTemporalClient({
        ...{ address: services.temporalAddress, namespace: own.TEMPORAL_NAMESPACE! },
        ...{ uiUrl: '', tls: false, apiKey: undefined },
      });
      const described = client.workflowService.describeNamespace({ namespace: own.TEMPORAL_NAMESPACE! });
      await expect(described).rejects.toThrow(/not found/i);
      await connection.close();
    });
  });

  test('takes no logical database of Redis that holds anything, nor one of another demo', async () => {
    await withRedis(async ({ server }) => {
      const other = new Redis(`${server.url}/15`);
      await other.set('somebody', 'was here');
      const first = await takeOwnParts({ REDIS_URL: server.url }, defer);
      const second = await takeOwnParts({ REDIS_URL: server.url }, defer);
      expect([first.REDIS_URL, second.REDIS_URL]).toEqual([`${server.url}/14`, `${server.url}/13`]);
      await giveBack();
      expect(await other.keys('*')).toEqual(['somebody']);
      other.disconnect();
    });
  });

  test('refuses a Redis that has no empty logical database, and says what to do', async () => {
    await withRedis(async ({ server }) => {
      const other = new Redis(server.url);
      for (let index = 1; index <= 15; index += 1) {
        await other.select(index);
        await other.set('somebody', 'was here');
      }
      await expect(takeOwnParts({ REDIS_URL: server.url }, defer)).rejects.toThrow(
        /no empty logical database[^]*Unset REDIS_URL/,
      );
      other.disconnect();
    });
  });

  test('takes nothing where it starts the services itself', async () => {
    expect(await takeOwnParts({ DATABASE_URL: '', SAMPLE_LEADS: '5' }, defer)).toEqual({});
    expect(undos).toEqual([]);
  });

  test('asks no provider and touches no recording of the installation', () => {
    const theirs = productVariables.filter((name) => name.startsWith('RECORDINGS_'));
    expect(theirs).toContain('RECORDINGS_FOLDER');
    const env = Object.fromEntries([...theirs, 'PATH', 'RECORDING_PROVIDER_PORT'].map((name) => [name, 'x']));
    expect(withOwnRecordings(env)).toEqual({ PATH: 'x', RECORDING_PROVIDER_PORT: 'x' });
  });
});
