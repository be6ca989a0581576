import { describe, expect, test } from '@jest/globals';
import type { Business } from '../../src/db/business.js';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { JobEvents } from '../../src/api/jobs/job-events.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';

interface Event {
  readonly name: string;
  readonly view: JobView;
}

/** The events of a stream, as they come. */
async function* follow(api: TestApi, id: string, signal?: AbortSignal): AsyncGenerator<Event> {
  const response = await fetch(`${api.url}/api/v1/jobs/${id}/events`, {
    headers: { authorization: `Bearer ${await testToken(1, 'viewer')}` },
    ...(signal ? { signal } : {}),
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/m.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name && data) yield { name, view: JSON.parse(data) as JobView };
    }
  }
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
    for await (const { name, view } of follow(api, id)) {
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
    for await (const { name } of follow(api, id)) names.push(name);
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
    const events = follow(api, id);
    expect((await events.next()).value).toMatchObject({ name: 'progress' });
    const rest = (async () => {
      while (!(await events.next()).done);
    })();
    const before = performance.now();
    await Promise.all([api.close(), rest]);
    expect(performance.now() - before).toBeLessThan(30_000);
  }));

describe('one loop', () => {
  const view = (processed: number): JobView =>
    ({ id: 'j', status: 'running', processed, gate: null }) as unknown as JobView;
  const eventsOver = (looks: () => JobView, timing = { everyMs: 20, keepAliveMs: 10_000 }) => {
    let count = 0;
    const queries = { get: () => Promise.resolve((count++, looks())) };
    return { events: new JobEvents(queries as never, timing), looks: () => count };
  };

  test('serves everybody who listens to a job', async () => {
    const { events, looks } = eventsOver(() => view(performance.now()));
    const gone = new AbortController();
    const listeners = Array.from({ length: 50 }, async () => {
      let seen = 0;
      for await (const text of events.listen({ id: 1 } as Business, 'j', gone.signal)) {
        if (text.startsWith('event') && ++seen === 5) return seen;
      }
      return seen;
    });
    expect(new Set(await Promise.all(listeners))).toEqual(new Set([5]));
    expect(looks()).toBeLessThan(50);
  });

  test('ends when its client is gone', async () => {
    const { events, looks } = eventsOver(() => view(1));
    const gone = new AbortController();
    const stream = events.listen({ id: 1 } as Business, 'j', gone.signal);
    await stream.next();
    await stream.next();
    gone.abort();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(looks()).toBe(1);
  });

  test('says something now and then while nothing changes', async () => {
    const { events } = eventsOver(() => view(1), { everyMs: 5, keepAliveMs: 30 });
    const gone = new AbortController();
    const texts: string[] = [];
    for await (const text of events.listen({ id: 1 } as Business, 'j', gone.signal)) {
      texts.push(text);
      if (texts.length === 4) gone.abort();
    }
    expect(texts.slice(2)).toEqual([': still here\n\n', ': still here\n\n']);
  });
});
