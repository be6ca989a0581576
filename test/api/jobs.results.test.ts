import { describe, expect, test } from '@jest/globals';
import { recordFailures, type TargetFailure } from '../../src/db/repositories/chunk-ledger.js';
import { Business } from '../../src/db/business.js';
import { acceptedJob } from '../support/accepted-job.js';
import { type TestApi, withApi } from '../support/api.js';
import type { AskApi } from '../support/asking.js';
import { walkPages } from '../support/pages.js';
import { testToken } from '../support/test-token.js';
import { share } from '../support/share.js';

const onApi = share<TestApi>((use) => withApi({}, use));
let businesses = 0;

interface Failed {
  readonly targetId: number;
  readonly outcome: string;
  readonly code: string;
  readonly constraint: string | null;
}

interface Scene {
  readonly api: TestApi;
  readonly job: string;
  readonly read: AskApi;
  readonly fail: (failures: readonly TargetFailure[]) => Promise<void>;
}

/** A job in a business of the test's own, and its operator. */
function withJob(work: (scene: Scene) => Promise<void>): Promise<void> {
  return onApi(async (api) => {
    const business = ++businesses;
    const token = await testToken(business);
    const job = await acceptedJob(api.dataSource, { businessId: business });
    const worker = await api.database.as('bulkgate_worker');
    await work({
      api,
      job,
      read: (query, asked) => api.ask(`/api/v1/jobs/${job}/results${query}`, { token, ...asked }),
      fail: (failures) =>
        new Business(worker, business).transaction((sql) =>
          recordFailures(sql, { businessId: business, jobId: job, chunkNo: 1 }, failures),
        ),
    });
  });
}

const failure = (targetId: number, fields: Partial<TargetFailure> = {}): TargetFailure => ({
  ...{ targetId, code: '23503', constraint: undefined },
  ...fields,
});

describe('GET /jobs/{id}/results?outcome=failed', () => {
  test('shows each failed target once with its reason, by id, page by page, though the job goes on failing', () =>
    withJob(async ({ read, fail, api }) => {
      await fail([9, 3, 12, 5, 7].map((targetId) => failure(targetId)));
      await fail([
        failure(1_000_000_000_000, { constraint: 'invoices_lead_id_fkey' }),
        failure(2, { code: 'lead_is_locked' }),
      ]);
      const other = await acceptedJob(api.dataSource, { businessId: businesses, operationType: 'another' });
      await api.dataSource.query(
        `INSERT INTO job_failures (job_id, target_id, batch_no, code, business_id) VALUES ($1, 4, 1, '23514', $2)`,
        [other, businesses],
      );
      // Behind what has been read, so it is not missed; before it, so it is not shown twice.
      const failMore = () => fail([failure(100), failure(1)]);
      const seen = (await walkPages<Failed>(read, '?outcome=failed&limit=3', undefined, failMore)).flat();
      expect(seen.map(({ targetId }) => targetId)).toEqual([2, 3, 5, 7, 9, 12, 100, 1_000_000_000_000]);
      expect([seen[0], seen[1], seen.at(-1)]).toEqual([
        { targetId: 2, name: null, outcome: 'failed', code: 'lead_is_locked', constraint: null },
        { targetId: 3, name: null, outcome: 'failed', code: '23503', constraint: null },
        {
          targetId: 1_000_000_000_000,
          ...{ name: null, outcome: 'failed', code: '23503', constraint: 'invoices_lead_id_fkey' },
        },
      ]);
    }));
});
