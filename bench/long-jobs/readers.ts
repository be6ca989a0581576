import { runBulkGate } from '../bulk-gate-run.js';
import { FilledDatabase } from '../filled-database.js';
import { BUSINESS } from '../leads.js';
import { applyLoad, type LoadReport } from '../load/load.js';
import { type Pair, pairedMedians } from '../paired-rounds.js';
import type { Stand } from '../stand.js';
import type { LongJobOptions } from './long-job.js';
import { withProduct } from './product.js';

export interface ReaderFigures {
  readonly idleP50Ms: number;
  readonly idleP99Ms: number;
  readonly busyP50Ms: number;
  readonly busyP99Ms: number;
  /** Medians of the ratios within a round. */
  readonly p50Ratio: number;
  readonly p99Ratio: number;
}

const READER = 11;
const READERS_LEADS = 100_000;
const MEASURE_MS = 3_000;
const WARM_UP_MS = 300;

/** Pages of leads of one business, one after the other, while a job of another one is at work, and while none is. */
export async function measureReaders(
  stand: Stand,
  { leads, batchSize, rounds }: LongJobOptions,
  say: (text: string) => void,
): Promise<ReaderFigures> {
  const population = [
    { business: BUSINESS, leads },
    { business: READER, leads: READERS_LEADS },
  ];
  say(`Filling in ${leads + READERS_LEADS} leads ...`);
  const pairs: Pair<LoadReport>[] = await FilledDatabase.withFilled(stand, population, {}, async (filled) => {
    const done: Pair<LoadReport>[] = [];
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds} ...`);
      done.push(await filled.copied((copy) => oneRound(copy, { business: BUSINESS, leads, batchSize })));
    }
    return done;
  });
  const p50 = pairedMedians(pairs, ({ firstByteP50Ms }) => firstByteP50Ms);
  const p99 = pairedMedians(pairs, ({ firstByteP99Ms }) => firstByteP99Ms);
  return {
    ...{ idleP50Ms: p50.raw, busyP50Ms: p50.product, p50Ratio: p50.ratio },
    ...{ idleP99Ms: p99.raw, busyP99Ms: p99.product, p99Ratio: p99.ratio },
  };
}

/** @throws Error where the job had ended before the reads did */
function oneRound(
  stand: Stand,
  { business, leads, batchSize }: { business: number; leads: number; batchSize: number | 'auto' },
): Promise<Pair<LoadReport>> {
  return withProduct(stand, async ({ api }) => {
    const headers = { authorization: `Bearer ${await api.token(READER)}` };
    const read = (warmUpMs: number): Promise<LoadReport> =>
      applyLoad({
        ...{ url: api.at('/leads?limit=20'), headers, status: 200, clients: 1 },
        ...{ warmUpMs, measureMs: MEASURE_MS },
      });
    const raw = await read(MEASURE_MS);
    let hasEnded = false;
    const job = runBulkGate(stand, api, { business, leads, options: { batchSize, throttleMs: 0 } });
    const reading = read(WARM_UP_MS).then((report) => {
      if (hasEnded) throw new Error('the job had ended before the reads did: measure with more --leads');
      return report;
    });
    const [product] = await Promise.all([reading, job.finally(() => (hasEnded = true))]);
    return { raw, product };
  });
}
