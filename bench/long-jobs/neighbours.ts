import type { BenchApi } from '../bench-api.js';
import { runBulkGate } from '../bulk-gate-run.js';
import { FilledDatabase } from '../filled-database.js';
import { BUSINESS } from '../leads.js';
import { type Pair, pairedMedians } from '../paired-rounds.js';
import type { Stand } from '../stand.js';
import type { LongJobOptions } from './long-job.js';
import { withProduct } from './product.js';

/** Seconds from the click until the last of twenty small jobs is done. */
export interface NeighbourFigures {
  readonly leads: number;
  readonly alone: number;
  readonly beside: number;
  readonly ratio: number;
}

const STREAMS = 16;
const NEIGHBOURS = 20;
const LEADS_OF_EACH = 100;
/** A business for each job: its leads are deleted once. Those of the first twenty warm the programs up. */
const businessesOf = (set: 0 | 1 | 2): number[] =>
  Array.from({ length: NEIGHBOURS }, (_, number) => 101 + 100 * set + number);

/** Twenty businesses with small jobs, without and beside one with a large job of sixteen streams. */
export async function measureNeighbours(
  stand: Stand,
  { leads, batchSize, rounds }: LongJobOptions,
  say: (text: string) => void,
): Promise<NeighbourFigures> {
  const small = ([0, 1, 2] as const).flatMap(businessesOf).map((business) => ({ business, leads: LEADS_OF_EACH }));
  const large = { business: BUSINESS, leads };
  say(`Filling in ${leads} leads, and ${LEADS_OF_EACH} of each neighbour ...`);
  const pairs: Pair<number>[] = await FilledDatabase.withFilled(stand, [large, ...small], {}, async (filled) => {
    const done: Pair<number>[] = [];
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds} ...`);
      done.push(await filled.copied((copy) => oneRound(copy, { ...large, batchSize })));
    }
    return done;
  });
  const { raw: alone, product: beside, ratio } = pairedMedians(pairs, (seconds) => seconds);
  return { leads, alone, beside, ratio };
}

/** @throws Error where the large job had ended before the small ones did */
function oneRound(
  stand: Stand,
  { business, leads, batchSize }: { business: number; leads: number; batchSize: number | 'auto' },
): Promise<Pair<number>> {
  return withProduct(stand, async ({ api }) => {
    await smallJobs(stand, api, businessesOf(0));
    const raw = await smallJobs(stand, api, businessesOf(1));
    let hasEnded = false;
    const options = { batchSize, throttleMs: 0, parallelism: STREAMS } as const;
    const job = runBulkGate(stand, api, { business, leads, options });
    const beside = smallJobs(stand, api, businessesOf(2)).then((seconds) => {
      if (hasEnded) throw new Error('the large job had ended before the small ones did: measure with more --leads');
      return seconds;
    });
    const [product] = await Promise.all([beside, job.finally(() => (hasEnded = true))]);
    return { raw, product };
  });
}

/** @returns seconds until the last one is done */
async function smallJobs(stand: Stand, api: BenchApi, businesses: readonly number[]): Promise<number> {
  const options = { batchSize: 50, throttleMs: 0 } as const;
  const runs = businesses.map((business) => runBulkGate(stand, api, { business, leads: LEADS_OF_EACH, options }));
  return Math.max(...(await Promise.all(runs)).map(({ ms }) => ms)) / 1000;
}
