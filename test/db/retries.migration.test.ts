import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AddRetriesToJobs1764000000052 } from '../../src/db/migrations/1764000000052-add-retries-to-jobs.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

const migration = new AddRetriesToJobs1764000000052();

/** Back as TypeORM does it, in a transaction; forward outside of one. */
async function run(dataSource: DataSource, way: 'up' | 'down'): Promise<void> {
  if (way === 'down') return dataSource.transaction((manager) => migration.down(manager.queryRunner!));
  const runner = dataSource.createQueryRunner();
  await migration.up(runner).finally(() => runner.release());
}

test('retries go back as jobs of ids, which have none; forward nothing is written anew, and it may be run again', () =>
  withDatabase(async ({ dataSource }) => {
    const source = await endedJob(dataSource, [failureOf(1)]);
    const filter = { status: 'lost' };
    const retry = await acceptedJob(dataSource, {
      operationType: 'delete_leads_bulk',
      selection: { kind: 'failed', ofJob: source, count: 1, filter },
    });
    await run(dataSource, 'down');
    const kept =
      'SELECT selection_kind AS kind, staging_id AS "stagingId", selection_filter AS filter FROM jobs WHERE id = $1';
    expect(await dataSource.query(kept, [retry])).toEqual([{ kind: 'ids', stagingId: retry, filter: null }]);
    await expect(dataSource.query(`UPDATE jobs SET selection_kind = 'failed'`)).rejects.toThrow('jobs_selection');

    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const written = await file();
    await run(dataSource, 'up');
    await run(dataSource, 'up');
    expect(await file()).toEqual(written);
    const again = (id: string) =>
      dataSource.query(`UPDATE jobs SET selection_kind = 'failed', staging_id = NULL, retry_of = $2 WHERE id = $1`, [
        id,
        source,
      ]);
    await again(retry);
    await expect(again(source)).rejects.toThrow('jobs_one_retry');
    // The finder leaves alone what the live retry needs.
    await dataSource.query(`UPDATE jobs SET finished_at = now() - interval '40 days' WHERE id = $1`, [source]);
    const found = () => dataSource.query<object[]>('SELECT FROM find_purgeable_jobs(30, 10)');
    expect(await found()).toHaveLength(0);
    await dataSource.query(
      `UPDATE jobs SET status = 'cancelled', total = 0, not_attempted = 0, finished_at = now() WHERE id = $1`,
      [retry],
    );
    expect(await found()).toHaveLength(1);
  }));
