import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AskApi } from '../../support/asking.js';
import type { FloodOptions, FloodReport } from '../../processes/flood.js';
import { type ApiProcess } from '../../support/api-process.js';
import { testToken } from '../../support/test-token.js';
import { eventually } from '../../support/eventually.js';
import { addManyLeads } from '../../support/leads.js';
import { atLength } from '../../support/length.js';
import { runProgram } from '../../support/run-program.js';
import { withSystem } from '../../support/system.js';

const ATTACKS = atLength({ short: 1_500, long: 10_000 });
const AT_ONCE = 600;
const CONNECTIONS = 400;
const MB = 1_048_576;
/** What a flood may cost at its height, and leave behind, beside a process that has had a small one before. */
const MAX_GROWTH_BYTES = 120 * MB;
const MAX_KEPT_BYTES = 15 * MB;
/** Of the good requests. */
const MAX_FAULTS = 0.1;

const settings = {
  // The defaults, but for a house that the flood can fill and for ids that it need not send a million of.
  ...{ BUSINESS_STARTS_PER_MINUTE: '', BUSINESS_REQUESTS_PER_MINUTE: '' },
  ...{ STARTS_PER_MINUTE: '', REQUESTS_PER_MINUTE: '', FAILED_AUTHENTICATIONS_PER_MINUTE: '' },
  ...{ MAX_STREAMS_PER_CREDENTIAL: '', MAX_CONNECTIONS: String(CONNECTIONS), MAX_IDS_PER_REQUEST: '20000' },
};

async function rssBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1_024;
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

async function keptBytes(api: ApiProcess): Promise<number> {
  const { heapUsed, external } = await api.memoryKept();
  return heapUsed + external;
}

/** The attacker, a process of its own. */
async function flood(options: FloodOptions): Promise<FloodReport> {
  const { code, stdout, stderr } = await runProgram('dist-test/test/processes/flood.js', [JSON.stringify(options)]);
  if (code !== 0) throw new Error(`the flood ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as FloodReport;
}

/** Good requests, each on a connection of its own, one after the other until told to stop. */
async function serve(ask: AskApi, jobId: string, isOver: () => boolean): Promise<{ faults: string[]; ms: number[] }> {
  const token = await testToken(2, 'operator', 'a-good-one');
  const start = { body: { type: 'delete_leads_bulk', selection: { all: true } }, token };
  const headers = { connection: 'close' };
  const asks = [
    ['/api/v1/leads?limit=20', { token, headers }],
    [`/api/v1/jobs/${jobId}`, { token, headers }],
    ['/health/ready', { token: null, headers }],
    ['/api/v1/jobs', { ...start, headers: { ...headers, 'idempotency-key': 'again and again' } }],
  ] as const;
  const [faults, ms]: [string[], number[]] = [[], []];
  for (let n = 0; !isOver(); n++) {
    const since = performance.now();
    const [path, options] = asks[n % asks.length]!;
    const { status, body } = await ask(path, options).catch((error: unknown) => ({ status: 0, body: String(error) }));
    if (status < 200 || status > 299) faults.push(`${status} ${path} ${JSON.stringify(body)}`);
    ms.push(performance.now() - since);
    // Under its own limit of requests a minute.
    await delay(60);
  }
  return { faults, ms };
}

test(`under a flood of ${ATTACKS} oversized, slow and refused requests memory stays flat and good requests are served`, async () => {
  await withSystem({ policies: {}, environment: { ...settings } }, async (system) => {
    await addManyLeads(system.dataSource, 2, 100);
    const api = await system.startApi();
    const { ask } = api;
    const start = async (businessId: number, key: string): Promise<string> => {
      const token = await testToken(businessId, 'operator', 'a-good-one');
      const body = { type: 'delete_leads_bulk', selection: { all: true } };
      const answer = await ask<{ id: string }>('/api/v1/jobs', {
        body,
        token,
        headers: { 'idempotency-key': key },
      });
      expect(answer.status).toBe(202);
      return answer.body.id;
    };
    const [attacked, good] = [await start(1, 'once'), await start(2, 'again and again')];
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, n) => testToken(1, 'operator', `attacker-${n}`)));
    const options = { url: api.url, atOnce: AT_ONCE, tokens, jobId: attacked, deadlineMs: 90_000 };

    // A first, small one: code is compiled, pools are filled, the heap has its working size.
    await flood({ ...options, attacks: AT_ONCE, deadlineMs: 30_000 });
    await eventually(async () => (await openFiles(api.pid)) < CONNECTIONS / 2);
    const kept = await keptBytes(api);
    const before = { rss: await rssBytes(api.pid), files: await openFiles(api.pid), kept };

    let isOver = false;
    let peak = before.rss;
    let mostFiles = 0;
    const sampling = (async () => {
      while (!isOver) {
        peak = Math.max(peak, await rssBytes(api.pid));
        mostFiles = Math.max(mostFiles, await openFiles(api.pid));
        await delay(200);
      }
    })();
    const serving = serve(ask, good, () => isOver);
    const since = performance.now();
    const report = await flood({ ...options, attacks: ATTACKS }).finally(() => (isOver = true));
    const seconds = (performance.now() - since) / 1_000;
    await sampling;
    const { faults, ms } = await serving;

    await eventually(async () => (await openFiles(api.pid)) <= before.files + 5);
    const after = { rss: await rssBytes(api.pid), files: await openFiles(api.pid), kept: await keptBytes(api) };
    ms.sort((a, b) => a - b);
    const p = (part: number): number => Math.round(ms[Math.min(ms.length - 1, Math.floor(ms.length * part))]!);
    const figures = {
      seconds: Math.round(seconds),
      rssMB: [before.rss, peak, after.rss].map((bytes) => Math.round(bytes / MB)),
      keptMB: [before.kept, after.kept].map((bytes) => Math.round(bytes / MB)),
      openFiles: [before.files, mostFiles, after.files],
      good: { requests: ms.length, p50: p(0.5), p99: p(0.99), max: p(1) },
      report,
    };
    process.stderr.write(`${JSON.stringify(figures)}\n`);

    const attacks = Object.values(report).flatMap((ends) => Object.values(ends));
    expect(attacks.reduce((sum, count) => sum + count, 0)).toBe(ATTACKS);
    expect(
      Object.values(report)
        .flatMap((ends) => Object.keys(ends))
        .filter((end) => end === '500'),
    ).toEqual([]);
    expect(ms.length).toBeGreaterThan(10);
    // A look at Redis or PostgreSQL has a time-out, and on a busy machine now and then one passes.
    expect(faults.length > ms.length * MAX_FAULTS ? faults : []).toEqual([]);
    expect(peak - before.rss).toBeLessThan(MAX_GROWTH_BYTES);
    expect(after.kept - before.kept).toBeLessThan(MAX_KEPT_BYTES);
    // PostgreSQL, Redis, Temporal and its own files come on top of the connections.
    expect(mostFiles).toBeLessThan(CONNECTIONS + before.files + 20);
    expect(await system.gate.list()).toHaveLength(2);
    const [rows] = await system.dataSource.query<{ jobs: number; ids: number }[]>(
      'SELECT (SELECT count(*)::int FROM jobs) AS jobs, (SELECT count(*)::int FROM staged_ids) AS ids',
    );
    expect(rows).toEqual({ jobs: 2, ids: 0 });
  });
}, 240_000);
