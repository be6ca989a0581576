import { describe, expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { beginJob } from '../../src/db/repositories/job-lifecycle.js';
import { stageIds, openStaging } from '../../src/db/repositories/staged-selections.js';
import type { JobSelection } from '../../src/db/selections/job-selection.js';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import { rangesUpTo } from '../../src/operations/stream-ranges.js';
import { canaryIncrement } from '../processes/canary.js';
import { acceptedJob } from '../support/accepted-job.js';
import { randomBy } from '../support/random-by.js';
import { withDatabase, type TestDatabase } from '../support/test-database.js';

const BUSINESS = 1;
const OTHER = 2;
const SEED = 12;
const KINDS = ['ids', 'filter', 'all'] as const;

describe('a selection is divided into ranges that tile it, with equal numbers of targets:', () => {
  test('random ids with gaps, of two businesses and two moods, and any parallelism', () =>
    withDatabase(async (database) => {
      const random = randomBy(SEED);
      for (let round = 0; round < 12; round++) {
        const count = [0, 1, 2, 15, 16, 17][round] ?? Math.floor(random() * 400);
        const parallelism = 1 + Math.floor(random() * 16);
        const ids = await fill(database, count, random);
        for (const kind of KINDS) {
          const { selected, selection } = await selectionOf(database, kind, ids);
          const business = new Business(database.dataSource, BUSINESS);
          const measured = await selectTargets(canaryIncrement.targets, selection).measure(business, parallelism);
          const about = { round, kind, parallelism };
          const ends = measured.streams.map(({ upTo }) => upTo);
          expect({ ...about, total: measured.total }).toEqual({ ...about, total: selected.length });
          expect({ ...about, streams: ends.length }).toEqual({
            ...about,
            streams: Math.max(1, Math.min(parallelism, selected.length)),
          });
          expect(measured.streams.map(({ after }) => after)).toEqual([0, ...ends.slice(0, -1)]);
          const sizes = measured.streams.map(
            ({ after, upTo }) => selected.filter((id) => id > after && id <= (upTo ?? Infinity)).length,
          );
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(selected.length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          if (kind !== 'ids' && ends.length > 1) expect(ends.at(-1)).toBe(measured.upperBound);
        }
      }
    }));
});

test('a job that is begun again keeps the ranges that it was given first', () =>
  withDatabase(async ({ dataSource }) => {
    const business = new Business(dataSource, BUSINESS);
    const id = await acceptedJob(dataSource, { parallelism: 4 });
    const streams = rangesUpTo([10, 20, 30]);
    const begun = await beginJob(business, id, { total: 30, upperBound: 30, streams });
    expect(begun).toMatchObject({ total: 30, streams, row: { parallelism: 3 } });
    const again = await beginJob(business, id, { total: 8, upperBound: 8, streams: rangesUpTo([4, 8]) });
    expect(again).toMatchObject({ total: 30, streams, row: { parallelism: 3 } });
  }));

/** Canaries with random gaps between their ids; a third is the other business's. @returns all ids */
async function fill({ dataSource }: TestDatabase, count: number, random: () => number): Promise<number[]> {
  await dataSource.query('TRUNCATE canaries');
  let id = 0;
  const rows = Array.from({ length: count }, () => {
    id += 1 + Math.floor(random() ** 4 * 1_000);
    return { id, business: random() < 0.3 ? OTHER : BUSINESS, mood: random() < 0.5 ? 'well' : 'odd' };
  });
  await dataSource.query(
    `INSERT INTO canaries (id, business_id, mood)
       SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[])`,
    [rows.map((row) => row.id), rows.map(({ business }) => business), rows.map(({ mood }) => mood)],
  );
  return rows.map((row) => row.id);
}

async function selectionOf(
  { dataSource }: TestDatabase,
  kind: (typeof KINDS)[number],
  ids: readonly number[],
): Promise<{ selected: readonly number[]; selection: JobSelection }> {
  const common = { businessId: BUSINESS, upperBound: ids.at(-1) ?? 0, asOf: null };
  const found = async (condition: string): Promise<number[]> => {
    const statement = `SELECT id FROM canaries WHERE business_id = ${BUSINESS} AND ${condition} ORDER BY id`;
    return (await dataSource.query<{ id: number }[]>(statement)).map((row) => Number(row.id));
  };
  switch (kind) {
    case 'ids': {
      const business = new Business(dataSource, BUSINESS);
      const stagingId = await openStaging(business);
      // Unknown ones and another business's are targets, too: they are skipped when their turn comes.
      await stageIds(business, stagingId, ids);
      return { selected: ids, selection: { ...common, upperBound: null, selection: { kind, stagingId } } };
    }
    case 'filter':
      return {
        selected: await found(`mood = 'odd'`),
        selection: { ...common, selection: { kind, filter: { mood: 'odd' } } },
      };
    case 'all':
      return { selected: await found('TRUE'), selection: { ...common, selection: { kind } } };
  }
}
