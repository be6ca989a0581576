import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AddChunkSizeToJobs1764000000038 } from '../../src/db/migrations/1764000000038-add-chunk-size-to-jobs.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

const migration = new AddChunkSizeToJobs1764000000038();
const run = (dataSource: DataSource, way: 'up' | 'down'): Promise<void> =>
  dataSource.transaction((manager) => migration[way](manager.queryRunner!));

test('jobs get automatic sizes without being written anew, and go back with the size that was found', () =>
  withDatabase(async ({ dataSource }) => {
    const [counted, found, fresh] = [
      await acceptedJob(dataSource, { businessId: 1, batchSize: 25 }),
      await acceptedJob(dataSource, { businessId: 2, batchSize: 'auto' }),
      await acceptedJob(dataSource, { businessId: 3, batchSize: 'auto' }),
    ];
    await dataSource.query('UPDATE jobs SET chunk_size = 740 WHERE business_id = 2');
    const sizes = () => dataSource.query('SELECT id, batch_size AS size FROM jobs ORDER BY business_id');
    await run(dataSource, 'down');
    const before = [
      { id: counted, size: 25 },
      { id: found, size: 740 },
      { id: fresh, size: 50 },
    ];
    expect(await sizes()).toEqual(before);
    await expect(dataSource.query('UPDATE jobs SET batch_size = NULL')).rejects.toThrow('batch_size');

    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const written = await file();
    await run(dataSource, 'up');
    expect(await file()).toEqual(written);
    expect(await sizes()).toEqual(before);
    await dataSource.query('UPDATE jobs SET batch_size = NULL, chunk_size = 10');
  }));
