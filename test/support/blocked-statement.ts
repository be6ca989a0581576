import type { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** Waits until a statement like this one, of whatever program, waits for a lock in this database. */
export async function statementBlocked(dataSource: DataSource, text: string): Promise<void> {
  await eventually(async () => {
    const found = await dataSource.query<unknown[]>(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
      [`%${text}%`],
    );
    return found.length > 0;
  });
}
