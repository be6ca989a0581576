import { type BulkGateRun, runBulkGate } from '../bulk-gate-run.js';
import { FilledDatabase } from '../filled-database.js';
import { BUSINESS } from '../leads.js';
import type { Stand } from '../stand.js';
import { median } from '../statistics.js';
import type { LongJobOptions } from './long-job.js';
import { withProduct } from './product.js';

export interface GrowthFigures {
  readonly leads: number;
  readonly microsecondsPerRow: number;
  readonly eventsPerRun: number;
  readonly workerPeakBytes: number | null;
}

const SMALL = 100_000;
const SMALL_ROUNDS = 3;

/** The cost of a row in a job over many leads, beside that in a job over 100,000. */
export async function measureGrowth(
  stand: Stand,
  { leads, batchSize, rounds }: LongJobOptions,
  say: (text: string) => void,
): Promise<GrowthFigures[]> {
  const figures: GrowthFigures[] = [];
  for (const size of [SMALL, leads]) {
    say(`Filling in ${size} leads ...`);
    const population = [{ business: BUSINESS, leads: size }];
    const runs = await FilledDatabase.withFilled(stand, population, { hasTextIndex: false }, async (filled) => {
      const done: (BulkGateRun & { peak: number | null })[] = [];
      for (let round = 0; round < (size === SMALL ? SMALL_ROUNDS : rounds); round++) {
        say(`A job over ${size} leads ...`);
        const run = await filled.copied((copy) =>
          withProduct(copy, async ({ api, worker }) => {
            const job = { business: BUSINESS, leads: size, options: { batchSize, throttleMs: 0 } as const };
            return { ...(await runBulkGate(copy, api, job)), peak: await worker.peakMemory() };
          }),
        );
        done.push(run);
      }
      return done;
    });
    figures.push({
      leads: size,
      microsecondsPerRow: (median(runs.map(({ ms }) => ms)) * 1000) / size,
      eventsPerRun: Math.max(...runs.map(({ events }) => events)),
      workerPeakBytes: runs.some(({ peak }) => peak === null) ? null : Math.max(...runs.map(({ peak }) => peak!)),
    });
  }
  return figures;
}
