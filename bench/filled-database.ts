import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Business } from '../src/db/business.js';
import { fillLeads } from '../src/db/repositories/sample-leads.js';
import { liftLegalHolds, makeArchive } from './leads.js';
import { onServer, openAsOwner, openMigrated, type Stand } from './stand.js';

/** How many leads each business has. */
export type Population = readonly { readonly business: number; readonly leads: number }[];

/** A business that has leads in every filled database beside those that are measured. */
export const WARM_UP = { business: 5, leads: 1_000 } as const;

/** More than that many are copies of those before them. */
const INVENTED = 1_000_000;
const COLUMNS = 'business_id, name, phone, email, status, source, import_id, created_at';

/**
 * A database that is filled once and copied for each measurement: filling takes minutes, a copy seconds, and each
 * measurement finds the same pages.
 */
export class FilledDatabase {
  private constructor(
    private readonly stand: Stand,
    private readonly name: string,
  ) {}

  /**
   * @param hasTextIndex whether leads have their index of texts. It takes minutes to build for 10,000,000 leads, and a delete
   *   does not touch it.
   */
  static async withFilled<T>(
    stand: Stand,
    population: Population,
    { hasTextIndex = true }: { hasTextIndex?: boolean },
    use: (filled: FilledDatabase) => Promise<T>,
  ): Promise<T> {
    const name = await makeDatabase(stand);
    try {
      const dataSource = await openMigrated(urlOf(stand, name));
      await fill(dataSource, [...population, WARM_UP], hasTextIndex).finally(() => dataSource.destroy());
      return await use(new FilledDatabase(stand, name));
    } finally {
      await dropDatabase(stand, name);
    }
  }

  /** A copy for as long as `measure` takes, and a stand that names it. */
  async copied<T>(measure: (stand: Stand) => Promise<T>): Promise<T> {
    const copy = await makeDatabase(this.stand, `TEMPLATE ${this.name} STRATEGY FILE_COPY`);
    try {
      const url = urlOf(this.stand, copy);
      const dataSource = await openAsOwner(url);
      await dataSource.query('CHECKPOINT');
      const environment = { ...this.stand.environment, DATABASE_URL: url };
      return await measure({ ...this.stand, dataSource, environment }).finally(() => dataSource.destroy());
    } finally {
      await dropDatabase(this.stand, copy);
    }
  }
}

async function fill(dataSource: DataSource, population: Population, hasTextIndex: boolean): Promise<void> {
  const indexes = await dataSource.query<{ name: string; definition: string }[]>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
      WHERE tablename = 'leads' AND indexname <> 'leads_pkey'`,
  );
  await dataSource.query('ALTER TABLE leads DISABLE TRIGGER track_writes');
  for (const { name } of indexes) await dataSource.query(`DROP INDEX ${name}`);
  for (const { business, leads } of population) {
    await fillLeads(new Business(dataSource, business), Math.min(leads, INVENTED));
    for (let left = leads - INVENTED; left > 0; left -= INVENTED) {
      await dataSource.query(
        `INSERT INTO leads (${COLUMNS}) SELECT ${COLUMNS} FROM leads WHERE business_id = $1 ORDER BY id LIMIT $2`,
        [business, Math.min(left, INVENTED)],
      );
    }
  }
  await liftLegalHolds(dataSource);
  for (const { name, definition } of indexes) {
    if (hasTextIndex || name !== 'leads_texts') await dataSource.query(definition);
  }
  await dataSource.query('ALTER TABLE leads ENABLE TRIGGER track_writes');
  await dataSource.query('VACUUM (ANALYZE) leads');
  await makeArchive(dataSource);
}

async function makeDatabase(stand: Stand, options = ''): Promise<string> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await onServer(serverOf(stand), `CREATE DATABASE ${name} ${options}`);
  return name;
}

async function dropDatabase(stand: Stand, name: string): Promise<void> {
  await onServer(serverOf(stand), `DROP DATABASE ${name} WITH (FORCE)`);
}

const serverOf = (stand: Stand): string => stand.environment.DATABASE_URL!;

function urlOf(stand: Stand, name: string): string {
  return serverOf(stand).replace(/[^/]*$/, name);
}
