import { expect, test } from '@jest/globals';
import { AddParametersToJobs1764000000039 } from '../../src/db/migrations/1764000000039-add-parameters-to-jobs.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

test('jobs get their parameters without being written anew, and those of before have none; it goes back and forward', () =>
  withDatabase(async ({ dataSource }) => {
    await acceptedJob(dataSource, { businessId: 1, parameters: { amount: 3 } });
    const migration = new AddParametersToJobs1764000000039();
    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const parameters = () => dataSource.query('SELECT parameters FROM jobs ORDER BY business_id');
    expect(await parameters()).toEqual([{ parameters: { amount: 3 } }]);
    const before = await file();
    await dataSource.transaction((manager) => migration.down(manager.queryRunner!));
    // As a program of the version before writes it.
    await dataSource.query('UPDATE jobs SET heartbeat_at = now()');
    await dataSource.transaction((manager) => migration.up(manager.queryRunner!));
    expect(await file()).toEqual(before);
    expect(await parameters()).toEqual([{ parameters: {} }]);
    await acceptedJob(dataSource, { businessId: 2 });
    expect(await parameters()).toEqual([{ parameters: {} }, { parameters: {} }]);
  }));
