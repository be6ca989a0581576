import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AddRestoresToJobs1764000000054 } from '../../src/db/migrations/1764000000054-add-restores-to-jobs.js';
import { AllowOneLiveJobPerGate1764000000055 } from '../../src/db/migrations/1764000000055-allow-one-live-job-per-gate.js';
import { acceptedJob } from '../support/accepted-job.js';
import { archivedJob } from '../support/archived-job.js';
import { withDatabase } from '../support/test-database.js';

const migrations = [new AddRestoresToJobs1764000000054(), new AllowOneLiveJobPerGate1764000000055()];

/** Back as TypeORM does it, in a transaction; forward outside of one. */
async function run(dataSource: DataSource, migration: (typeof migrations)[number], way: 'up' | 'down'): Promise<void> {
  if (way === 'down') return dataSource.transaction((manager) => migration.down(manager.queryRunner!));
  const runner = dataSource.createQueryRunner();
  await migration.up(runner).finally(() => runner.release());
}

test('restores go back as jobs of ids, which have none; forward nothing is written anew, and it may be run again', () =>
  withDatabase(async ({ dataSource }) => {
    const source = await archivedJob(dataSource);
    const [row] = await dataSource.query<{ day: string }[]>('SELECT archive_expires_on::text AS day FROM jobs');
    const restore = await acceptedJob(dataSource, {
      ...{ operationType: 'restore_job', gateType: 'delete_leads_bulk' },
      selection: { kind: 'archived', ofJob: source, expiresOn: row!.day },
    });
    await expect(acceptedJob(dataSource, { operationType: 'delete_leads_bulk' })).rejects.toThrow('not inserted');
    for (const migration of migrations.toReversed()) await run(dataSource, migration, 'down');
    const kept = 'SELECT selection_kind AS kind, staging_id AS "stagingId" FROM jobs WHERE id = $1';
    expect(await dataSource.query(kept, [restore])).toEqual([{ kind: 'ids', stagingId: restore }]);
    await expect(dataSource.query(`UPDATE jobs SET selection_kind = 'archived'`)).rejects.toThrow('jobs_selection');

    const written = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const before = await written();
    for (const migration of [...migrations, ...migrations]) await run(dataSource, migration, 'up');
    expect(await written()).toEqual(before);
    await dataSource.query(
      `UPDATE jobs SET selection_kind = 'archived', staging_id = NULL, restores = $2, gate_type = 'delete_leads_bulk'
        WHERE id = $1`,
      [restore, source],
    );
    await expect(acceptedJob(dataSource, { operationType: 'delete_leads_bulk' })).rejects.toThrow('not inserted');
    await acceptedJob(dataSource, { operationType: 'update_leads_bulk' });
    for (const [columns, job] of [
      ['restores = NULL', restore],
      ['gate_type = NULL', restore],
      ['archive_expires_on = NULL', restore],
      [`restores = '${restore}'`, source],
      [`gate_type = 'delete_leads_bulk'`, source],
    ] as const) {
      const changed = dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [job]);
      await expect(changed).rejects.toThrow('jobs_selection');
    }
  }));
