import { expect, test } from '@jest/globals';
import { AddConfirmationToJobs1764000000030 } from '../../src/db/migrations/1764000000030-add-confirmation-to-jobs.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

test('jobs get their confirmation without being written anew, live ones among them; it goes back and forward', () =>
  withDatabase(async ({ dataSource }) => {
    const id = await acceptedJob(dataSource, { expectedTotal: 7, reason: 'of before' });
    const migration = new AddConfirmationToJobs1764000000030();
    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const confirmation = () => dataSource.query('SELECT id, expected_total, reason FROM jobs');
    const before = await file();
    await dataSource.transaction((manager) => migration.down(manager.queryRunner!));
    // As a program of the version before writes it.
    await dataSource.query('UPDATE jobs SET heartbeat_at = now()');
    await dataSource.transaction((manager) => migration.up(manager.queryRunner!));
    expect(await file()).toEqual(before);
    expect(await confirmation()).toEqual([{ id, expected_total: null, reason: null }]);
    const write = (reason: string) => dataSource.query('UPDATE jobs SET reason = $1', [reason]);
    await expect(write('x'.repeat(201))).rejects.toThrow('jobs_reason');
    await write('🧹'.repeat(200));
  }));
