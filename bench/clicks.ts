import { isFinal, type JobStatus } from '../src/operations/status.js';
import { eventually } from '../test/support/eventually.js';
import type { BenchApi } from './bench-api.js';
import type { Stand } from './stand.js';
import { percentile } from './statistics.js';

export interface ClickFigures {
  readonly startP50Ms: number;
  readonly startP99Ms: number;
  readonly starts: number;
  readonly refusedPerSecond: number;
  readonly refusedAtOnce: number;
}

const STARTS = 300;
const WARM_UP_STARTS = 20;
const REFUSED_FOR_MS = 5_000;
const REFUSED_AT_ONCE = 32;
/** Far from the business of the other measurements. */
const FIRST_BUSINESS = 1_000;
const DELETE_ALL = { type: 'delete_leads_bulk', selection: { all: true } };

/** What a person who clicks feels: how long a start takes to answer, and how fast clicks on a held gate are refused. */
export async function measureClicks(stand: Stand, api: BenchApi): Promise<ClickFigures> {
  const latencies: number[] = [];
  for (let click = 0; click < WARM_UP_STARTS + STARTS; click++) {
    const token = await api.token(FIRST_BUSINESS + click);
    const startedAt = performance.now();
    const { status, body } = await api.post('/jobs', token, DELETE_ALL);
    if (status !== 202) throw new Error(`a start was answered with ${status}`);
    if (click >= WARM_UP_STARTS) latencies.push(performance.now() - startedAt);
    // One after the other: the next click must not wait for this job's work.
    await eventually(() => hasEnded(stand, String(body.id)), 30_000, 5);
  }
  return {
    startP50Ms: percentile(latencies, 0.5),
    startP99Ms: percentile(latencies, 0.99),
    starts: STARTS,
    refusedPerSecond: await measureRefusals(stand, api),
    refusedAtOnce: REFUSED_AT_ONCE,
  };
}

async function measureRefusals({ dataSource }: Stand, api: BenchApi): Promise<number> {
  const businessId = FIRST_BUSINESS - 1;
  const token = await api.token(businessId);
  await dataSource.query('INSERT INTO leads (business_id, name) SELECT $1, $2 FROM generate_series(1, 1000)', [
    businessId,
    'waits',
  ]);
  const holder = await api.post('/jobs', token, {
    ...DELETE_ALL,
    options: { batchSize: 1, throttleMs: 60_000 },
  });
  if (holder.status !== 202) throw new Error(`the holder's start was answered with ${holder.status}`);
  let refused = 0;
  const startedAt = performance.now();
  const clickUntilTimeIsUp = async (): Promise<void> => {
    while (performance.now() - startedAt < REFUSED_FOR_MS) {
      const { status } = await api.post('/jobs', token, DELETE_ALL);
      if (status !== 409) throw new Error(`a click on a held gate was answered with ${status}`);
      refused++;
    }
  };
  await Promise.all(Array.from({ length: REFUSED_AT_ONCE }, clickUntilTimeIsUp));
  const perSecond = refused / ((performance.now() - startedAt) / 1000);
  await api.post(`/jobs/${String(holder.body.id)}/cancel`, token);
  await eventually(() => hasEnded({ dataSource }, String(holder.body.id)));
  return perSecond;
}

async function hasEnded({ dataSource }: Pick<Stand, 'dataSource'>, jobId: string): Promise<boolean> {
  const [row] = await dataSource.query<{ status: JobStatus }[]>('SELECT status FROM jobs WHERE id = $1', [jobId]);
  return row !== undefined && isFinal(row.status);
}
