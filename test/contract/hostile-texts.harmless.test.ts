import { readFileSync } from 'node:fs';
import { expect, test as testApart } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { acceptedJob } from '../support/accepted-job.js';
import { shareApi } from '../support/shared-api.js';
import { type TestApi, withApi } from '../support/api.js';
import { assertDocumented, pathWith, routeAt } from '../support/contract.js';
import { addLeads } from '../support/leads.js';
import { atLength } from '../support/length.js';
import { answerToBytes, type RawAnswer, rawRequest } from '../support/raw-request.js';
import { tokenOf } from './credentials.js';
import { type TextField, textFields } from './fields.js';
import { DECISIONS } from './route-decisions.js';

const test = shareApi();

/**
 * `sql`: texts that have broken out of SQL somewhere; each is also a text that somebody might really search for.
 * `log`: texts that have forged, split or hidden lines of a log, or been run by a program that reads it.
 */
const { sql, log } = JSON.parse(readFileSync(new URL('hostile-texts.json', import.meta.url), 'utf8')) as {
  readonly sql: readonly string[];
  readonly log: readonly string[];
};
const LONG_TEXTS = [
  ...[49, 50, 51, 200, 201, 5_000].map((length) => 'a'.repeat(length)),
  '\u{1f600}'.repeat(50),
  '9'.repeat(400),
];
const TEXTS = [...sql, ...log, ...LONG_TEXTS];
/** One of each way to break out; no field goes without them. */
const SHARPEST = ["'", "'; SELECT pg_sleep(60); --", 'a\u0000b', 'x\r\nx-injected: 1', '%'];
/** Every field meets the sharpest texts and each text some fields; before a release every field meets every text. */
const STRIDE = atLength({ short: 16, long: 1 });
const TRIED = textFields.flatMap((field, nth) => {
  const sample = TEXTS.filter((_, n) => n % STRIDE === nth % STRIDE);
  return [...new Set([...SHARPEST, ...sample])].map((text) => ({ field, text }));
});

/** Under the minute that the corpus asks the database to sleep. */
const NO_SLEEP_MS = 55_000;
const SAFE_REQUEST_ID = /^[\w.:-]{1,128}$/;
/** What a line of a request holds, and no more. */
const FIELDS_OF_A_LINE = [
  ...['level', 'time', 'service', 'pid', 'requestId', 'businessId', 'subject', 'method', 'route', 'status'],
  ...['durationMs', 'msg'],
];

/** All rows that no request of these may change, and all that the schema is made of. */
async function fingerprint(dataSource: DataSource): Promise<unknown> {
  const [row] = await dataSource.query<unknown[]>(
    `SELECT (SELECT md5(string_agg(l::text, '|' ORDER BY id)) FROM leads l) AS leads,
            (SELECT md5(string_agg(concat_ws('|', id, status, processed), '|' ORDER BY id)) FROM jobs
              WHERE business_id = 1) AS jobs,
            (SELECT string_agg(concat_ws('.', table_name, column_name, data_type), ' ' ORDER BY table_name, column_name)
               FROM information_schema.columns WHERE table_schema = 'public') AS columns,
            (SELECT string_agg(concat_ws(' ', rolname, rolsuper, rolcanlogin), ', ' ORDER BY rolname) FROM pg_roles) AS roles`,
  );
  return row;
}

/** Sends the text in its field; null where HTTP itself has no way to carry it. */
async function send(
  api: TestApi,
  field: TextField,
  text: string,
  thing: string,
  token: string,
): Promise<RawAnswer | null> {
  const { route, place, name, bodyWith } = field;
  const inPath = place === 'path' ? encodeURIComponent(text) : thing;
  const query = place === 'query' ? `?${name}=${encodeURIComponent(text)}` : '';
  const isSendable = place !== 'header' || !/[^\t\x20-\x7e\x80-\xff]/.test(text);
  if (!isSendable) return null;
  const needsBody = route.doc.requestBody?.required === true || bodyWith !== undefined;
  const [mediaType, example] = firstExample(field);
  const body = needsBody ? asSent(bodyWith?.(text) ?? example) : undefined;
  const path = `${pathWith(route.path, inPath)}${query}`;
  // Of a stream that goes on for ever, the head.
  const method = DECISIONS[route.name]?.isEndless ? 'HEAD' : route.method;
  const answer = await rawRequest(api.url, {
    ...{ method, path },
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': mediaType }),
      ...(place === 'header' ? { [name]: text } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  if (method === route.method && routeAt(method, path) === route) assertDocumented({ ...answer, method, path });
  return answer;
}

/** The first good body of the route, and what kind of body it takes. */
function firstExample({ route }: TextField): [mediaType: string, example: unknown] {
  const [[mediaType, { examples = {} }] = ['application/json', {}]] = Object.entries(
    route.doc.requestBody?.content ?? {},
  );
  return [mediaType, Object.values(examples)[0]?.value];
}

/** A file is sent as it is. */
const asSent = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

testApart(
  'no text in any field of any route is run by the database, splits an answer or breaks a line of the log',
  () =>
    withApi({}, async (api) => {
      const { dataSource, logged } = api;
      await addLeads(dataSource, 1, [{ name: 'Ada', phone: '+49170', status: 'new', source: 'web' }]);
      const finished = await acceptedJob(dataSource);
      await dataSource.query(
        `UPDATE jobs SET status = 'completed', started_at = now(), finished_at = now(), total = 0, not_attempted = 0`,
      );
      const before = await fingerprint(dataSource);
      let asked = 0;
      let businessId = 1_000;
      for (const { field, text } of TRIED) {
        // A start that is accepted stays live: each of them has a business of its own.
        const isStart = field.route.name === 'POST /api/v1/jobs';
        const token = await tokenOf({ businessId: isStart ? businessId++ : 1, role: 'admin' });
        const startedAt = performance.now();
        const answer = await send(api, field, text, finished, token);
        if (answer === null) continue;
        asked += 1;
        const where = `${field.route.name} ${field.place} ${field.name} ${JSON.stringify(text.slice(0, 80))}`;
        expect([where, answer.status < 500]).toEqual([where, true]);
        expect([where, performance.now() - startedAt < NO_SLEEP_MS]).toEqual([where, true]);
        expect([where, answer.headers.get('x-request-id')]).toEqual([where, expect.stringMatching(SAFE_REQUEST_ID)]);
        expect([
          where,
          answer.headers.has('x-injected') || (answer.headers.get('set-cookie') ?? '').includes('owned'),
        ]).toEqual([...[where, false]]);
      }
      expect(textFields.length * TEXTS.length).toBeGreaterThan(5_000);
      expect(new Set(TRIED.map(({ text }) => text)).size).toBe(new Set(TEXTS).size);
      expect(asked).toBeGreaterThan(TRIED.length / 2);
      expect(await fingerprint(dataSource)).toEqual(before);
      // Each line was parsed as one JSON object when it was written: support/api.ts.
      const lines = logged.filter(({ msg }) => msg === 'request');
      expect(lines.length).toBeGreaterThan(asked / 2);
      for (const line of lines) {
        expect(Object.keys(line).filter((name) => !FIELDS_OF_A_LINE.includes(name))).toEqual([]);
        expect(line.requestId).toMatch(SAFE_REQUEST_ID);
      }
      const allLogged = JSON.stringify(logged);
      for (const trace of ['forged', 'pg_sleep', 'jndi', 'DROP TABLE', 'x-injected', '\u2028'])
        expect(allLogged).not.toContain(trace);
    }),
  600_000,
);

test('a text that is good is only looked for: what a search finds is what holds it', async ({
  callsAs,
  dataSource,
}) => {
  const searchable = TEXTS.filter((text) => /^[^\0]{1,200}$/u.test(text) && text.length <= 200);
  await addLeads(dataSource, 1, [{ name: 'Ada' }, ...searchable.map((text) => ({ name: `<${text}>`, status: 'x' }))]);
  const calls = callsAs(await tokenOf({ businessId: 1, role: 'viewer' }));
  for (const text of searchable) {
    const query = { text: `<${text}>`.slice(0, 200), limit: 500 };
    const { data } = await calls.GET('/api/v1/leads', { params: { query } });
    const found = data!.items.map(({ name }) => name);
    expect([text, found.length > 0]).toEqual([text, true]);
    const wanted = query.text.toLowerCase();
    expect([text, found.filter((name) => !name.toLowerCase().includes(wanted))]).toEqual([text, []]);
  }
});

test('a header with a line break in it is no request, and nothing of it comes back', async (api) => {
  for (const text of ['a\rb', 'a\nx-injected: 1', 'a\u0000b', 'a\r\n\r\nGET /health/live HTTP/1.1']) {
    const answer = await answerToBytes(
      api.url,
      `GET /api/v1/gate HTTP/1.1\r\nHost: x\r\nx-request-id: ${text}\r\nConnection: close\r\n\r\n`,
    );
    expect([text, answer]).toEqual([text, expect.stringMatching(/^HTTP\/1\.1 (400|401) /)]);
    expect(answer).not.toMatch(/x-injected/i);
  }
});
