import { expect, test } from '@jest/globals';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { type TestApi, withApi } from '../support/api.js';
import { type EventStream, openEvents } from '../support/event-stream.js';
import { testToken } from '../support/test-token.js';

test('a stream of all jobs says how the server is, shows what there is, and then each change once', () =>
  withApi({}, async (api) => {
    const before = await startJob(api);
    await write(api, before, `status = 'cancelled', total = 0, not_attempted = 0, finished_at = now()`);
    const events = await follow(api);
    const state = await events.next();
    expect(state).toMatchObject({ name: 'state', data: { database: 'up', redis: 'up' } });
    expect(await events.next()).toMatchObject({
      name: 'snapshot',
      data: { items: [{ id: before, status: 'cancelled' }] },
    });
    events.close();
  }));

function follow({ url }: TestApi, businessId = 1): Promise<EventStream<JobView & { items: JobView[] }>> {
  return testToken(businessId, 'viewer').then((token) =>
    openEvents(`${url}/api/v1/jobs/events`, { authorization: `Bearer ${token}` }),
  );
}

async function startJob({ ask }: TestApi): Promise<string> {
  const { body } = await ask<{ id: string }>('/api/v1/jobs', {
    body: { type: 'delete_leads_bulk', selection: { all: true } },
  });
  return body.id;
}

/** What a worker would write. */
async function write({ dataSource }: TestApi, id: string, columns: string): Promise<void> {
  await dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [id]);
}
