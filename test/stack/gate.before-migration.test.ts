import { expect, test } from '@jest/globals';
import { openDataSource } from '../../src/db/data-source.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { readGateOverview } from '../../src/jobs/gate-overview.js';
import { services } from '../support/services.js';
import { withRedis } from '../support/test-redis.js';

test('the locks of an older system are listed before the first migration', async () => {
  // The one that every server has and nobody migrates.
  const url = services.databaseUrl.replace(/[^/]*$/, 'postgres');
  const dataSource = await openDataSource({ url, poolSize: 2, tls: undefined }, { applicationName: 'test' });
  try {
    await withRedis(async ({ redis }) => {
      await redis.set('bulk_gate:lock:1:delete_leads_bulk', 'locked');
      const overview = await readGateOverview({
        openDatabase: () => Promise.resolve(dataSource),
        gate: new BulkGate(redis),
      });
      expect(overview).toMatchObject({
        locks: [{ businessId: 1, value: 'locked', jobId: null, jobStatus: null }],
        ...{ jobsWithoutLock: [], drains: [], databaseFault: 'SQLSTATE 42883' },
      });
    });
  } finally {
    await dataSource.destroy();
  }
});
