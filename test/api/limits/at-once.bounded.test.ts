import { request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import { NO_TRACES, sendInPieces, type TestApi, withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { eventually } from '../../support/eventually.js';
import { addManyLeads } from '../../support/leads.js';
import { UNCONFIRMED } from '../../support/unconfirmed.js';
import { whileLocked } from '../../support/locks.js';

const PATH = '/api/v1/jobs';
const TYPE = 'delete_leads_bulk';

const largeBody = (first: number): string =>
  `{"type":"${TYPE}","selection":{"ids":[${Array.from({ length: 12_000 }, (_, n) => first + n).join(',')}]}}`;

/** Sends a large body but for its end. */
function openUpload(api: TestApi, token: string): { end(): void } {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = httpRequest(`${api.url}${PATH}`, { method: 'POST', headers });
  request.on('error', () => undefined);
  request.write(largeBody(1).slice(0, -3));
  return { end: () => request.destroy() };
}

test('large bodies have places, so many for a business; small ones need none', () =>
  withApi({ policies: UNCONFIRMED, environment: { MAX_UPLOADS_PER_BUSINESS: '2' } }, async (api) => {
    const token = await testToken(1);
    const other = await testToken(2);
    const known = { 'idempotency-key': 'known' };
    expect((await api.ask(PATH, { body: largeBody(1), token: other, headers: known })).status).toBe(202);

    const uploads = [openUpload(api, token), openUpload(api, await testToken(1, 'operator', 'colleague'))];
    await eventually(async () => (await api.traces()).stagedIds === 12_000 + 2 * 10_000);
    const before = await api.traces();
    const refused = await api.ask<{ code: string }>(PATH, { body: largeBody(1), token });
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_uploads']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await api.traces()).toEqual(before);
    // Small bodies, faulty or not, are read; another business has its own places, for a repetition too.
    expect((await api.ask(PATH, { body: { type: TYPE, selection: { ids: [] } } })).status).toBe(400);
    expect((await api.ask(PATH, { body: largeBody(1), token: other, headers: known })).status).toBe(202);

    uploads[0]!.end();
    await eventually(async () => (await api.ask(PATH, { body: largeBody(1), token })).status === 202);
    uploads[1]!.end();
    await eventually(async () => expect(await api.traces()).toMatchObject({ jobs: 2, stagings: 2 }));
    // Places that were given back are there again, after good ends and bad ones.
    for (let n = 0; n < 5; n++) expect((await api.ask(PATH, { body: largeBody(1), token })).status).toBe(409);
    expect((await api.metrics.refusedByLimit.get()).values).toContainEqual(
      expect.objectContaining({ labels: { limit: 'uploads' } }),
    );
  }));

test('a credential may hold so many event streams, of one job or of all; a closed one makes room', () =>
  withApi({ environment: { MAX_STREAMS_PER_CREDENTIAL: '3' } }, async (api) => {
    const { body } = await api.ask<{ id: string }>(PATH, { body: { type: TYPE, selection: { all: true } } });
    const token = await testToken(1);
    const path = `${PATH}/${body.id}/events`;
    const open = async (bearer: string, at = path): Promise<{ status: number; close: () => void }> => {
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${bearer}` };
      const { status } = await fetch(`${api.url}${at}`, { headers, signal: gone.signal });
      return { status, close: () => gone.abort() };
    };
    const all = `${PATH}/events`;
    const streams = [await open(token), await open(token), await open(token, all)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const at of [path, all]) {
      const refused = await api.ask<{ code: string }>(at, { token });
      expect([refused.status, refused.body.code]).toEqual([429, 'too_many_streams']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    streams.push(await open(await testToken(1, 'viewer', 'colleague')));
    expect(streams.at(-1)!.status).toBe(200);
    // A stream that is none gives its place back at once.
    streams[0]!.close();
    await eventually(async () => (await api.ask(`${PATH}/x/events`)).status === 404);
    for (let n = 0; n < 5; n++) expect((await api.ask(`${PATH}/x/events`)).status).toBe(404);
    await eventually(async () => {
      const again = await open(token);
      streams.push(again);
      return again.status === 200;
    });
    streams.forEach(({ close }) => close());
  }));

test('reads of a business have places and a queue; past them 429 at once, and a read ends with its client', () =>
  withApi({}, async (api) => {
    await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async (lock) => {
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${await testToken(1)}` };
      // No two alike: those would be one read.
      const reads = Array.from({ length: 40 }, (_, n) =>
        fetch(`${api.url}/api/v1/leads?limit=${n + 1}`, { headers, signal: gone.signal }),
      );
      const left = Promise.allSettled(reads);
      const refusal = Promise.any(
        reads.map(async (read) => {
          const answer = await read;
          expect(answer.status).toBe(429);
          return answer;
        }),
      );
      const atOnce = Math.floor(api.config.database.poolSize / 4);
      await eventually(async () => (await lock.waiters()) === atOnce);
      const refused = await refusal;
      expect(await refused.json()).toMatchObject({ code: 'too_many_reads', maxReads: atOnce });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      const other = await testToken(2, 'viewer');
      for (const path of [PATH, '/api/v1/calls', '/health/ready']) {
        expect([path, (await api.ask(path, { token: other })).status]).toEqual([path, 200]);
      }
      gone.abort();
      await left;
      // Cancelled, though the lock is still held and their time is not over.
      await eventually(async () => (await lock.waiters()) === 0, 4_000);
      expect((await api.ask('/api/v1/calls')).status).toBe(200);
      const late = await api.ask<{ code: string }>('/api/v1/leads');
      expect([late.status, ['read_too_slow', 'database_busy'].includes(late.body.code)]).toEqual([503, true]);
    });
    expect((await api.ask('/api/v1/leads')).status).toBe(200);
  }));

test('the same page, asked for at once by those who have a place, is read for all of them, and each has an entry', () =>
  withApi({}, async (api) => {
    await addManyLeads(api.dataSource, 1, 3);
    const atOnce = Math.floor(api.config.database.poolSize / 4);
    const colleague = await testToken(1, 'viewer', 'colleague');
    const asking: Promise<{ status: number; body: { items: unknown[] } }>[] = [];
    await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async (lock) => {
      const ask = (options = {}) => api.ask<{ items: unknown[] }>('/api/v1/leads?limit=7', options);
      asking.push(ask());
      await eventually(async () => (await lock.waiters()) === 1);
      while (asking.length < atOnce) asking.push(ask(asking.length % 2 === 0 ? {} : { token: colleague }));
      expect((await ask({ token: 'nobody' })).status).toBe(401);
      // Who came later waits for the second read, which the first has not kept waiting for long.
      await eventually(async () => (await lock.waiters()) >= 2);
      expect(await lock.waiters()).toBeLessThan(atOnce);
    });
    const pages = await Promise.all(asking);
    expect(new Set(pages.map(({ status, body }) => `${status}: ${body.items.length}`))).toEqual(new Set(['200: 3']));
    const [entries] = await api.dataSource.query<[{ count: number }]>(
      `SELECT count(*) FROM audit_log WHERE business_id = 1 AND action = 'leads.list' AND result = 'done'`,
    );
    expect(entries.count).toBe(atOnce);
  }));

test('those who share a read are as many as may read or wait in the queue; past them 429 at once', () =>
  withApi({}, async (api) => {
    const places = Math.floor(api.config.database.poolSize / 4) + 25;
    let refused = 0;
    const asking: Promise<void>[] = [];
    await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
      const ask = async (): Promise<void> => {
        const { status, body } = await api.ask<{ code: string }>('/api/v1/leads?limit=7');
        if (status === 429 && body.code === 'too_many_reads') refused++;
      };
      for (let n = 0; n < places + 10; n++) asking.push(ask());
      await eventually(() => Promise.resolve(refused >= 10));
    });
    await Promise.all(asking);
    expect((await api.ask('/api/v1/leads?limit=7')).status).toBe(200);
  }));

test('starts that count have places and a queue, and leave the business its other requests; past them 429', () =>
  withApi({}, async (api) => {
    await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async (lock) => {
      let answered = 0;
      const body = { type: TYPE, selection: { all: true } };
      const starts = Array.from({ length: 30 }, () =>
        api.ask<{ code: string }>(PATH, { body }).finally(() => answered++),
      );
      await eventually(async () => (await lock.waiters()) === 2);
      expect((await api.ask(PATH)).status).toBe(200);
      expect([answered, await lock.waiters()]).toEqual([0, 2]);
      const answers = await Promise.all(starts);
      const codes = new Set(answers.map(({ status, body: { code } }) => `${status} ${code}`));
      expect(codes).toEqual(new Set(['429 too_many_counts', '503 database_busy']));
      expect(answers.every(({ headers }) => Number(headers.get('retry-after')) >= 1)).toBe(true);
    });
    expect(await api.traces()).toEqual(NO_TRACES);
  }));

test('too many ids and too long bodies name their limit in the metric', async () => {
  const environment = { MAX_IDS_PER_REQUEST: '10', MAX_BODY_BYTES: '2000' };
  await withApi({ environment }, async (api) => {
    const headers = { authorization: `Bearer ${await testToken(1)}`, 'content-type': 'application/json' };
    const ids = `{"type":"${TYPE}","selection":{"ids":[1,2,3,4,5,6,7,8,9,10,11]}}`;
    expect((await sendInPieces(`${api.url}${PATH}`, headers, [ids])).status).toBe(413);
    expect((await sendInPieces(`${api.url}${PATH}`, headers, [' '.repeat(2_001)])).status).toBe(413);
    expect(await api.traces()).toEqual(NO_TRACES);
    const { values } = await api.metrics.refusedByLimit.get();
    expect(values.map(({ labels, value }) => [labels.limit, value])).toEqual([
      ['ids', 1],
      ['body_bytes', 1],
    ]);
  });
});
