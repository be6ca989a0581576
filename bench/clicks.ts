import { isFinal, type JobStatus } from '../src/operations/status.js';
import { eventually } from '../test/support/eventually.js';
import type { BenchApi } from './bench-api.js';
import type { Stand } from './stand.js';
import { percentile } from './statistics.js';

export interface ClickFigures {
  readonly startP50Ms: number;
  readonly startP99Ms: number;
  readonly starts: number;
}

const STARTS = 300;
const WARM_UP_STARTS = 20;
/** Far from the business of the other measurements. */
const FIRST_BUSINESS = 1_000;
const DELETE_ALL = { type: 'delete_leads_bulk', selection: { all: true } };

/** What a person who clicks feels: how long a start takes to answer. */
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
  };
}

async function hasEnded({ dataSource }: Pick<Stand, 'dataSource'>, jobId: string): Promise<boolean> {
  const [row] = await dataSource.query<{ status: JobStatus }[]>('SELECT status FROM jobs WHERE id = $1', [jobId]);
  return row !== undefined && isFinal(row.status);
}
