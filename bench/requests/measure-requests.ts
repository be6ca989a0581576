import type { Redis } from 'ioredis';
import { readConfig } from '../../src/config/config.js';
import { Business } from '../../src/db/business.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { eventually } from '../../test/support/eventually.js';
import { BenchApi } from '../bench-api.js';
import { BenchProcess } from '../child-process.js';
import { type Load, loadServer, type ServerLoadReport } from '../load/load.js';
import type { Stand } from '../stand.js';
import { median } from '../statistics.js';
import { postgresSeconds, redisSeconds } from './processor-time.js';

/** One kind of request, many at once. Times are in milliseconds, of processors for one answer; medians over rounds. */
export interface RequestFigures {
  readonly what: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly apiMs: number;
  readonly postgresMs: number;
  readonly redisMs: number;
  /** The most that the clients took of one core in any round. */
  readonly clientsCpu: number;
}

export const AT_ONCE = 32;
const FIRST_WARM_UP_MS = 6_000;
const WARM_UP_MS = 1_000;
const MEASURE_MS = 4_000;
/** Far from the businesses of the other measurements. */
const READERS = [900, 901, 902, 903];
const CLICKER = 904;
const CLICKERS_LEADS = 1_000;
/** Of each business: one may not have so many lists under way at once. */
const SUBJECTS = Array.from({ length: 8 }, (_, number) => `bench-${number}`);
const DELETE_ALL = { type: 'delete_leads_bulk', selection: { all: true } };

/** What many clients at once are answered a second: pages of leads, and clicks on a gate that is held. */
export async function measureRequests(
  stand: Stand,
  { leads, rounds }: { leads: number; rounds: number },
  say: (text: string) => void,
): Promise<RequestFigures[]> {
  const redis = connectRedis(readConfig(operationRegistry).redis, () => undefined);
  const api = await BenchApi.start(stand);
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    await redisReady(redis, 10_000);
    await fill(stand, leads);
    await holdGate(api);
    const ofServers = { stand, redis, api, rounds };
    const figures: RequestFigures[] = [];
    for (const { what, load } of await loads(api)) {
      say(`${what} ...`);
      figures.push(await measure(ofServers, what, load));
    }
    return figures;
  } finally {
    await worker.stop();
    await api.stop();
    redis.disconnect();
  }
}

type Asked = Pick<Load, 'url' | 'status' | 'tokens' | 'body'>;

async function loads(api: BenchApi): Promise<{ what: string; load: Asked }[]> {
  const tokensIn = (businesses: readonly number[]): Promise<string[]> =>
    Promise.all(SUBJECTS.flatMap((subject) => businesses.map((business) => api.token(business, subject))));
  const page = { url: api.at('/leads?limit=20'), status: 200, tokens: await tokensIn(READERS) };
  const body = JSON.stringify(DELETE_ALL);
  const click = { url: api.at('/jobs'), status: 409, tokens: await tokensIn([CLICKER]), body };
  return [
    { what: '`GET /leads?limit=20`', load: page },
    { what: 'refused click', load: click },
  ];
}

async function measure(
  { stand, redis, api, rounds }: { stand: Stand; redis: Redis; api: BenchApi; rounds: number },
  what: string,
  asked: Asked,
): Promise<RequestFigures> {
  const load = { ...asked, headers: {}, clients: AT_ONCE, warmUpMs: WARM_UP_MS, measureMs: MEASURE_MS };
  await loadServer(api.process, { ...load, measureMs: FIRST_WARM_UP_MS });
  const measured: (ServerLoadReport & { postgresMs: number; redisMs: number })[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = [await postgresSeconds(stand.dataSource), await redisSeconds(redis)] as const;
    const report = await loadServer(api.process, load);
    const after = [await postgresSeconds(stand.dataSource), await redisSeconds(redis)] as const;
    const perAnswer = (at: 0 | 1): number => (((after[at] ?? NaN) - (before[at] ?? NaN)) * 1000) / report.answersInAll;
    measured.push({ ...report, postgresMs: perAnswer(0), redisMs: perAnswer(1) });
  }
  const middle = (figure: (one: (typeof measured)[number]) => number): number => median(measured.map(figure));
  return {
    what,
    perSecond: middle(({ answersPerSecond }) => answersPerSecond),
    p50Ms: middle(({ firstByteP50Ms }) => firstByteP50Ms),
    p99Ms: middle(({ firstByteP99Ms }) => firstByteP99Ms),
    apiMs: middle(({ processorMsPerAnswer }) => processorMsPerAnswer ?? NaN),
    postgresMs: middle(({ postgresMs }) => postgresMs),
    redisMs: middle(({ redisMs }) => redisMs),
    clientsCpu: Math.max(...measured.map(({ clientsCpu }) => clientsCpu)),
  };
}

async function fill({ dataSource }: Stand, leads: number): Promise<void> {
  for (const business of READERS)
    await fillLeads(new Business(dataSource, business), Math.ceil(leads / READERS.length));
  await fillLeads(new Business(dataSource, CLICKER), CLICKERS_LEADS);
  await dataSource.query('VACUUM (ANALYZE) leads');
}

/** By a job that has begun and rests. */
async function holdGate(api: BenchApi): Promise<void> {
  const token = await api.token(CLICKER);
  const options = { batchSize: 1, throttleMs: 60_000 };
  const { status, body } = await api.post('/jobs', token, {
    ...DELETE_ALL,
    options,
    ...{ expectedTotal: CLICKERS_LEADS, reason: 'holds the gate' },
  });
  if (status !== 202) throw new Error(`the holder's start was answered with ${status}`);
  await eventually(async () => {
    const answer = await fetch(api.at(`/jobs/${String(body.id)}`), { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { processed: number }).processed > 0;
  }, 30_000);
}
