import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createHealthCheck, type Health } from '../../src/observability/health.js';
import { startHealthServer } from '../../src/observability/health-server.js';
import { createMetrics, type MetricsOptions } from '../../src/observability/metrics.js';
import { startMetricsServer } from '../../src/observability/metrics-server.js';
import { listenOn } from '../../src/observability/small-server.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { eventually } from '../support/eventually.js';
import { whileFrozen } from '../support/frozen-process.js';
import { freePort } from '../../scripts/stack/ports.mjs';
import { ProductWorker } from '../support/product-process.js';
import { services } from '../support/services.js';
import { createTestDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

const HOST = '127.0.0.1';

describe('the health server', () => {
  test('names each part, tells the one that is away within about a second, and says no more about it', () =>
    withRedis(async ({ redis, server }) => {
      const database = await createTestDatabase();
      const temporal = {
        address: services.temporalAddress,
        namespace: 'default',
        uiUrl: '',
        tls: false,
        apiKey: undefined,
      };
      const { client, connection } = createTemporalClient(temporal);
      const check = createHealthCheck({ dataSource: database.dataSource, redis, client });
      let accepting = true;
      const health = await startHealthServer({ host: HOST, port: 0, check, isAccepting: () => accepting });
      const ready = async (): Promise<[number, Health]> => {
        const response = await fetch(`http://${HOST}:${health.port}/health/ready`);
        return [response.status, (await response.json()) as Health];
      };
      try {
        const ok = { status: 'ok' };
        await eventually(async () => {
          expect(await ready()).toMatchObject([
            200,
            { ready: true, checks: { postgres: ok, redis: ok, temporal: ok } },
          ]);
        }, 10_000);
        accepting = false;
        expect(await ready()).toMatchObject([503, { ready: false, checks: { postgres: ok } }]);
        accepting = true;
        const before = performance.now();
        const [status, { checks }] = await whileFrozen(server, ready);
        expect(performance.now() - before).toBeLessThan(25_000);
        expect([status, checks]).toMatchObject([503, { postgres: ok, redis: { status: 'error' }, temporal: ok }]);
        expect((await fetch(`http://${HOST}:${health.port}/health/live`)).status).toBe(200);
        expect((await fetch(`http://${HOST}:${health.port}/`)).status).toBe(404);
      } finally {
        await health.close();
        await connection.close();
        await database.drop();
      }
    }));

  test('is not ready while the namespace is missing, however well the server runs', async () => {
    const temporal = {
      address: services.temporalAddress,
      namespace: 'nowhere',
      uiUrl: '',
      tls: false,
      apiKey: undefined,
    };
    const { client, connection } = createTemporalClient(temporal);
    const fine = { query: () => Promise.resolve(), ping: () => Promise.resolve('PONG') };
    const check = createHealthCheck({ dataSource: fine as never, redis: fine as never, client });
    try {
      expect((await check()).checks.temporal).toMatchObject({ status: 'error', error: 'the namespace does not exist' });
    } finally {
      await connection.close();
    }
  });
});

describe('the metrics server', () => {
  async function scrape(sdkMetricsUrl?: string, counts?: MetricsOptions): Promise<string> {
    const metrics = createMetrics(counts);
    metrics.targetsTotal.inc({ operation_type: 'delete_leads_bulk', outcome: 'succeeded' }, 50);
    const server = await startMetricsServer({ host: HOST, port: 0, registry: metrics.registry, sdkMetricsUrl });
    try {
      expect((await fetch(`http://${HOST}:${server.port}/`)).status).toBe(404);
      return await (await fetch(`http://${HOST}:${server.port}/metrics`)).text();
    } finally {
      await server.close();
    }
  }

  test('shows our metrics, the jobs by type and status, and those of the SDK', async () => {
    const sdk = await listenOn(
      createServer((_, response) => response.end('temporal_workflow_completed 3\n')),
      HOST,
      0,
    );
    try {
      const jobs = [{ operationType: 'delete_leads_bulk', status: 'running', count: 2 }];
      const unknown = [{ operationType: 'broadcast_whatsapp', count: 3 }];
      const text = await scrape(`http://${HOST}:${sdk.port}/metrics`, {
        countJobs: () => Promise.resolve(jobs),
        countUnknown: () => Promise.resolve(unknown),
      });
      expect(text).toContain('bulkgate_targets_total{operation_type="delete_leads_bulk",outcome="succeeded"} 50');
      expect(text).toContain('bulkgate_jobs{operation_type="delete_leads_bulk",status="running"} 2');
      expect(text).toContain('bulkgate_unknown_messages{operation_type="broadcast_whatsapp"} 3');
      expect(text).toContain('temporal_workflow_completed 3');
      expect(text).toContain('process_cpu_seconds_total');
    } finally {
      await sdk.close();
    }
  });

  test('answers without what does not answer: the exporter of the SDK, the counts of jobs and of messages', async () => {
    const silent = await listenOn(createServer(), HOST, 0);
    try {
      const before = performance.now();
      const text = await scrape(`http://${HOST}:${silent.port}/metrics`, {
        countJobs: () => new Promise(() => undefined),
        countUnknown: () => new Promise(() => undefined),
      });
      expect(performance.now() - before).toBeLessThan(40_000);
      expect(text).toContain("# the Temporal SDK's exporter did not answer");
      expect(text).toContain('bulkgate_targets_total');
      expect(text).not.toMatch(/bulkgate_(jobs|unknown_messages)\{/);
    } finally {
      await silent.close();
    }
  });
});

test('a worker that waits for PostgreSQL is alive, and says that it is PostgreSQL it waits for', async () => {
  const port = await freePort();
  const worker = ProductWorker.start({
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/nowhere',
    REDIS_URL: services.redisUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    WORKER_HEALTH_PORT: String(port),
  });
  try {
    await eventually(async () => {
      expect((await fetch(`http://${HOST}:${port}/health/live`)).status).toBe(200);
      const ready = await fetch(`http://${HOST}:${port}/health/ready`);
      expect([ready.status, await ready.json()]).toMatchObject([
        503,
        { checks: { postgres: { status: 'error' }, redis: { status: 'ok' }, temporal: { status: 'ok' } } },
      ]);
    });
  } finally {
    expect(await worker.stop()).toBe(0);
  }
});
