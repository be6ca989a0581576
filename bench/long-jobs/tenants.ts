import { runBulkGate } from '../bulk-gate-run.js';
import { FilledDatabase } from '../filled-database.js';
import { BUSINESS } from '../leads.js';
import { pairedMedians, pairedRounds } from '../paired-rounds.js';
import type { Stand } from '../stand.js';
import type { LongJobOptions } from './long-job.js';
import { withProduct } from './product.js';

/** Rows a second of one business alone, and of ten at once that have as many leads together. */
export interface TenantFigures {
  readonly leads: number;
  readonly alone: number;
  readonly together: number;
  readonly ratio: number;
}

const TENANTS = Array.from({ length: 10 }, (_, number) => 11 + number);

/** One job over all leads of a business, beside ten businesses that delete as many together. */
export async function measureTenants(
  stand: Stand,
  { leads, batchSize, rounds }: LongJobOptions,
  say: (text: string) => void,
): Promise<TenantFigures> {
  const each = Math.floor(leads / TENANTS.length);
  const population = [{ business: BUSINESS, leads: each * TENANTS.length }].concat(
    TENANTS.map((business) => ({ business, leads: each })),
  );
  say(`Filling in ${2 * leads} leads ...`);
  return FilledDatabase.withFilled(stand, population, {}, async (filled) => {
    const perSecond = (of: typeof population): Promise<number> =>
      filled.copied((copy) =>
        withProduct(copy, async ({ api }) => {
          say(`${of.length === 1 ? 'One business' : `${of.length} businesses at once`} ...`);
          const startedAt = performance.now();
          await Promise.all(of.map((one) => runBulkGate(copy, api, { ...one, options: { batchSize, throttleMs: 0 } })));
          return (each * TENANTS.length * 1000) / (performance.now() - startedAt);
        }),
      );
    const pairs = await pairedRounds(
      rounds,
      () => perSecond(population.slice(0, 1)),
      () => perSecond(population.slice(1)),
    );
    const { raw: alone, product: together, ratio } = pairedMedians(pairs, (rate) => rate);
    return { leads, alone, together, ratio };
  });
}
