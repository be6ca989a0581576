import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { TestApi } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { eventually } from '../support/eventually.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const PLACES = 4;
const test = shareApi({ environment: { MAX_STREAMS_PER_CREDENTIAL: String(PLACES) } });

const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', 'x;=1', '\t=1', 'plain, and "quoted"'];

async function withFormulas({ dataSource }: TestApi): Promise<{ job: string; leads: readonly number[] }> {
  const leads = await addLeads(
    dataSource,
    1,
    FORMULAS.map((name) => ({ name })),
  );
  const failures = leads.map((id) => failureOf(id, { constraint: 'invoices_lead_id_fkey' }));
  return { leads, job: await endedJob(dataSource, [...failures, failureOf(1_000_000, { code: '=cmd()' })]) };
}

const results = ({ ask }: TestApi, job: string, more = '', headers: Record<string, string> = {}) =>
  ask(`/api/v1/jobs/${job}/results?outcome=failed${more}`, { headers });

test('a file has all of them, in whichever way it is asked for, and no cell is a formula', async (api) => {
  const { job, leads } = await withFormulas(api);
  const asked = [await results(api, job, '&limit=2', { accept: 'text/csv' }), await results(api, job, '&format=csv')];
  for (const { status, headers, text } of asked) {
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="failed-of-${job}.csv"`);
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows).toHaveLength(FORMULAS.length + 1);
    expect(rows[0]).toEqual({
      targetId: String(leads[0]),
      name: `'=1+1`,
      outcome: 'failed',
      code: '23503',
      constraint: 'invoices_lead_id_fkey',
    });
    expect(rows.at(-1)).toMatchObject({ targetId: '1000000', name: '', code: `'=cmd()` });
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t]|;=/);
  }
});

test('as JSON lines they are what a page has', async (api) => {
  const { job } = await withFormulas(api);
  const page = await results(api, job);
  const lines = await results(api, job, '', { accept: 'application/x-ndjson' });
  expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
  const rows = lines.text.split('\n');
  expect(rows.pop()).toBe('');
  expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual(page.body.items);
  expect((page.body.items as { name: string }[])[0]).toMatchObject({ name: '=1+1' });
});

test('a file is an entry of the audit log, and only for those who may see results of that business', async (api) => {
  const { job } = await withFormulas(api);
  await results(api, job, '&format=csv');
  expect((await auditEntries(api.dataSource)).at(-1)).toMatchObject({
    action: 'results.list',
    target: job,
    operationType: 'delete_leads_bulk',
    selection: 'failed, as csv',
    count: FORMULAS.length + 1,
  });
  for (const path of ['results?outcome=failed&format=csv', 'results/summary']) {
    const as = async (token: string) => (await api.ask(`/api/v1/jobs/${job}/${path}`, { token })).status;
    expect([await as(await testToken(2)), await as(await testToken(1, 'viewer'))]).toEqual([404, 403]);
  }
});

test('the reasons come with their numbers, the most frequent first', async (api) => {
  const { dataSource } = api;
  const job = await endedJob(dataSource, [
    ...[1, 2, 3].map((id) => failureOf(id, { constraint: 'invoices_lead_id_fkey' })),
    ...[4, 5].map((id) => failureOf(id, { code: '55P03' })),
    failureOf(6, { constraint: 'calls_lead_id_fkey' }),
  ]);
  await endedJob(dataSource, [failureOf(7)]);
  expect((await api.ask(`/api/v1/jobs/${job}/results/summary`)).body).toMatchObject({
    failed: 6,
    reasons: [
      { code: '23503', constraint: 'invoices_lead_id_fkey', count: 3 },
      { code: '55P03', constraint: null, count: 2 },
      { code: '23503', constraint: 'calls_lead_id_fkey', count: 1 },
    ],
  });
});

test('once they are deleted, nobody is shown a part of them or an empty list', async (api) => {
  const { job } = await withFormulas(api);
  await api.dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [job]);
  const summary = await api.ask(`/api/v1/jobs/${job}/results/summary`);
  expect(summary.body).toMatchObject({
    failed: FORMULAS.length + 1,
    reasons: null,
    outcomes: [{ isListed: true }, { outcome: 'failed', isListed: false, code: 'results_deleted' }, { isListed: true }],
  });
  for (const path of ['results?outcome=failed', 'results?outcome=failed&format=csv']) {
    expect(await api.ask(`/api/v1/jobs/${job}/${path}`)).toMatchObject({
      status: 410,
      body: { code: 'results_deleted' },
    });
  }
});

/** @returns the id of a job with so many failures, among them leads with names */
async function manyFailures({ dataSource }: TestApi, count: number): Promise<string> {
  await addManyLeads(dataSource, 1, 1_000);
  const job = await endedJob(dataSource, []);
  await dataSource.query(
    `INSERT INTO job_failures (job_id, target_id, batch_no, code, constraint_name, business_id)
     SELECT $1, n, 1, '23503', 'invoices_lead_id_fkey', 1 FROM generate_series(1, $2::int) AS n`,
    [job, count],
  );
  await dataSource.query('UPDATE jobs SET total = $2, processed = $2, failed_count = $2 WHERE id = $1', [job, count]);
  return job;
}

/** The answer as it comes, which is taken as fast as the caller reads. */
async function open({ url }: { readonly url: string }, job: string, format: string) {
  const asked = request(`${url}/api/v1/jobs/${job}/results?outcome=failed&format=${format}`, {
    headers: { authorization: `Bearer ${await testToken(1)}` },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

test('1,000,000 of them pass through an API that keeps no more after 500,000 than after 50,000', async (api) => {
  const job = await manyFailures(api, 1_000_000);
  const program = await api.startApi();
  const answer = await open(program, job, 'csv');
  const kept: number[] = [];
  let lines = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    for (const byte of chunk) if (byte === 10) lines++;
    // Nothing is read meanwhile.
    if (lines >= (kept.length === 0 ? 50_000 : 500_000) && kept.length < 2) {
      const { heapUsed, external } = await program.memoryKept();
      kept.push(heapUsed + external);
    }
  }
  expect(lines).toBe(1_000_001);
  process.stderr.write(`kept, in bytes: ${kept.join(', ')}\n`);
  // As text alone the rows between the two are 20 MB.
  expect(kept[1]! - kept[0]!).toBeLessThan(10_000_000);
}, 300_000);

/** Counts the rows of a job's failures that the API is given, whoever reads them. */
async function countingReads(
  { dataSource }: TestApi,
  job: string,
  use: (read: () => Promise<number>) => Promise<void>,
) {
  await dataSource.query(`
    CREATE SEQUENCE failures_read; GRANT USAGE ON failures_read TO bulkgate_api;
    CREATE POLICY counted ON job_failures AS RESTRICTIVE FOR SELECT TO bulkgate_api
      USING (job_id <> '${job}' OR nextval('failures_read') > 0)`);
  try {
    await use(async () => {
      const [row] = await dataSource.query<{ count: number }[]>('SELECT last_value AS count FROM failures_read');
      return row!.count;
    });
  } finally {
    await dataSource.query('DROP POLICY counted ON job_failures; DROP SEQUENCE failures_read');
  }
}

async function linesOf(answer: IncomingMessage): Promise<number> {
  let lines = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) for (const byte of chunk) if (byte === 10) lines++;
  return lines;
}

test('of a file that nobody takes, no more is read than fits between the two, however long that lasts', async (api) => {
  const all = 250_000;
  const [held, other] = [await manyFailures(api, all), await manyFailures(api, all)];
  await countingReads(api, held, async (read) => {
    const answer = await open(api, held, 'jsonl');
    try {
      // As long as it takes to read another file of as many twice.
      for (let round = 0; round < 2; round++) expect(await linesOf(await open(api, other, 'jsonl'))).toBe(all);
      // Of 25 MB the buffers of two sockets hold 10 at most.
      expect(await read()).toBeLessThan(all * 0.75);
      expect(await linesOf(answer)).toBe(all);
      expect(await read()).toBeGreaterThanOrEqual(all);
    } finally {
      answer.destroy();
    }
  });
}, 300_000);

test('a file ends with its client: the places of those who have left are free', async (api) => {
  const job = await manyFailures(api, 300_000);
  const left = await Promise.all(Array.from({ length: PLACES }, () => open(api, job, 'jsonl')));
  expect(left.map(({ statusCode }) => statusCode)).toEqual(Array(PLACES).fill(200));
  const late = await open(api, job, 'jsonl');
  expect(late.statusCode).toBe(429);
  for (const answer of [...left, late]) answer.destroy();
  await eventually(async () => {
    const answer = await open(api, job, 'jsonl');
    answer.destroy();
    return answer.statusCode === 200;
  });
});

test('a file is cut off where the purge comes in between', async (api) => {
  const job = await manyFailures(api, 300_000);
  const cut = await open(api, job, 'jsonl');
  // More than fits between the two has not been read by now.
  await once(cut, 'readable');
  await api.dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [job]);
  await api.dataSource.query('DELETE FROM job_failures WHERE job_id = $1 AND target_id > 200000', [job]);
  const read = async () => {
    for await (const chunk of cut as AsyncIterable<Buffer>) void chunk;
  };
  await expect(read()).rejects.toThrow();
});
