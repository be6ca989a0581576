import { expect, test } from '@jest/globals';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { type TestApi, withApi } from '../support/api.js';
import { type EventStream, openEvents } from '../support/event-stream.js';
import { testToken } from '../support/test-token.js';

async function follow({ url }: TestApi, id: string): Promise<EventStream<JobView>> {
  return openEvents(`${url}/api/v1/jobs/${id}/events`, { authorization: `Bearer ${await testToken(1, 'viewer')}` });
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

test('a stream shows each change once and ends with the final status', () =>
  withApi({}, async (api) => {
    const id = await startJob(api);
    const seen: string[] = [];
    const begun = performance.now();
    for await (const { name, data: view } of await follow(api, id)) {
      if (!(view.status === 'pending' && seen.at(-1) === 'progress pending 0')) {
        seen.push(`${name} ${view.status} ${view.processed}`);
      }
      if (view.status === 'pending' && seen.length === 1) {
        await write(api, id, `status = 'running', started_at = now(), heartbeat_at = now(), total = 10`);
      } else if (view.processed === 0 && view.status === 'running') {
        await write(api, id, 'processed = 4, succeeded = 3, skipped = 1, heartbeat_at = now()');
      } else if (view.processed === 4) {
        await write(
          api,
          id,
          `status = 'cancelled', not_attempted = 6, finished_at = now(), cancel_requested_at = now()`,
        );
      }
    }
    expect(seen).toEqual(['progress pending 0', 'progress running 0', 'progress running 4', 'end cancelled 4']);
    expect(performance.now() - begun).toBeGreaterThan(2_900); // at most one event a second
  }));

test('a stream of a finished job is its end alone', () =>
  withApi({}, async (api) => {
    const id = await startJob(api);
    await write(api, id, `status = 'failed', total = 0, not_attempted = 0, finished_at = now()`);
    const names: string[] = [];
    for await (const { name } of await follow(api, id)) names.push(name);
    expect(names).toEqual(['end']);
  }));

test('whoever has seen the end of a job is answered 204, whoever has not gets it', () =>
  withApi({}, async (api) => {
    const id = await startJob(api);
    const path = `/api/v1/jobs/${id}/events`;
    const asked = async (lastEventId: string, more: object = {}) =>
      (await api.ask(path, { headers: { 'last-event-id': lastEventId }, ...more })).status;
    await write(api, id, `status = 'failed', total = 0, not_attempted = 0, finished_at = now()`);
    const { text } = await api.ask(path);
    expect(text).toMatch(/\nid: end\n\n$/);
    expect(await asked('end')).toBe(204);
    expect([await asked('progress'), await asked(''), await asked('x')]).toEqual([200, 200, 200]);
    // Nor does it say that there is such a job.
    expect(await asked('end', { token: await testToken(2, 'viewer') })).toBe(404);
  }));

test('shutdown ends the streams, so that it does not wait for a job of hours', () =>
  withApi({}, async (api) => {
    const id = await startJob(api);
    const events = await follow(api, id);
    expect(await events.next()).toMatchObject({ name: 'progress' });
    const before = performance.now();
    await Promise.all([api.close(), events.rest()]);
    expect(performance.now() - before).toBeLessThan(30_000);
  }));
