import type { DataSource } from 'typeorm';
import { Business } from '../src/db/business.js';
import { makeArchivePartition } from '../src/db/repositories/archive-partitions.js';
import { fillLeads } from '../src/db/repositories/sample-leads.js';

/** The business whose leads are deleted, and one beside it that must stay as it is. */
export const BUSINESS = 1;
const BYSTANDER = 2;
const BYSTANDER_LEADS = 1_000;

/** Until when the raw loop and the bare activities keep what they delete: they archive as the product does. */
export const ARCHIVE_DAY = '2999-12-31';

export async function makeArchive(dataSource: DataSource): Promise<void> {
  await makeArchivePartition(dataSource, ARCHIVE_DAY);
}

/** The same rows before every measurement, with fresh statistics, and the server's writes behind it done. */
export async function fillAfresh(dataSource: DataSource, leads: number): Promise<void> {
  await dataSource.query('TRUNCATE archive, leads, jobs, job_batches, job_failures RESTART IDENTITY CASCADE');
  await makeArchive(dataSource);
  await fillLeads(new Business(dataSource, BUSINESS), leads);
  await fillLeads(new Business(dataSource, BYSTANDER), BYSTANDER_LEADS);
  await liftLegalHolds(dataSource);
  await dataSource.query('VACUUM (ANALYZE) leads');
  await dataSource.query('CHECKPOINT');
}

/** All leads are to be deleted: one that the law keeps is a failure of its job, and raw loop and bare workflow record none. */
export async function liftLegalHolds(dataSource: DataSource): Promise<void> {
  await dataSource.query('UPDATE leads SET legal_hold = false WHERE legal_hold');
}

/** @throws Error when a measurement has left leads, or has touched the business beside it */
export async function assertDeleted(dataSource: DataSource): Promise<void> {
  const rows = await dataSource.query<{ business_id: number; count: number }[]>(
    'SELECT business_id, count(*)::int AS count FROM leads GROUP BY 1',
  );
  const isRight = rows.length === 1 && rows[0]!.business_id === BYSTANDER && rows[0]!.count === BYSTANDER_LEADS;
  if (!isRight) throw new Error(`the wrong leads are left: ${JSON.stringify(rows)}`);
}

/** Highest id of the business: what `beginJob` would measure. */
export async function upperBound(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ max: number }[]>('SELECT max(id) AS max FROM leads WHERE business_id = $1', [
    BUSINESS,
  ]);
  return row!.max;
}
