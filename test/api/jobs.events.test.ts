import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Business } from '../../src/db/business.js';
import { JobEvents, type Listener } from '../../src/api/jobs/job-events.js';
import type { JobLook } from '../../src/api/jobs/job-looks.js';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { type TestApi, withApi } from '../support/api.js';
import { type EventStream, openEvents } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
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

describe('a stream', () => {
  const view = (processed: number): JobView => ({ id: 'j', status: 'running', processed }) as unknown as JobView;
  /** Jobs that change with each look, or never. */
  const eventsOver = (processedIn: (no: number) => number, keepAliveMs: number) => {
    const queries = { get: () => Promise.resolve(view(1)) };
    async function* follow(_: Business, over: AbortSignal): AsyncGenerator<JobLook> {
      for (let no = 1; !over.aborted; no++) {
        await delay(1);
        const seen = { view: view(processedIn(no)), changedIn: processedIn(no) };
        yield { no, isDatabaseUp: true, isRedisUp: true, jobs: new Map([['j', seen]]) };
      }
    }
    return new JobEvents(queries, { follow }, keepAliveMs);
  };
  const business = { id: 1 } as Business;
  const streams: [string, (events: JobEvents, listener: Listener) => AsyncGenerator<string>][] = [
    ['of one job', (events, listener) => events.listen(business, 'j', listener)],
    ['of all jobs', (events, listener) => events.listenToAll(business, listener)],
  ];

  test.each(streams)(
    '%s says something now and then while nothing changes, and ends with its client',
    async (_, open) => {
      const gone = new AbortController();
      const texts: string[] = [];
      const events = eventsOver(() => 1, 20);
      for await (const text of open(events, { gone: gone.signal, isBehind: () => false })) {
        texts.push(text.replace(/data: .*/, '').split('\n')[0]!);
        if (texts.length === 4) gone.abort();
      }
      expect(texts[0]).toMatch(/^retry: [12]\d\d\d$/);
      expect(texts.slice(2)).toEqual(
        texts[1] === 'event: progress' ? [': still here', ': still here'] : ['event: state', 'event: state'],
      );
    },
  );

  test.each(streams)('%s keeps nothing for a client that does not read but the latest state', async (_, open) => {
    const gone = new AbortController();
    let isBehind = false;
    let look = 0;
    const events = eventsOver((no) => (look = no), 60_000);
    const stream = open(events, { gone: gone.signal, isBehind: () => isBehind });
    await stream.next();
    expect((await stream.next()).value).toContain('"processed":1');
    isBehind = true;
    const next = stream.next();
    await eventually(() => look >= 20);
    isBehind = false;
    const text = String((await next).value);
    expect(Number(/"processed":(\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(20);
    gone.abort();
    await stream.return(undefined);
  });
});
