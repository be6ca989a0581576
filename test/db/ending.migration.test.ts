import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { AddEndingToJobs1764000000066 } from '../../src/db/migrations/1764000000066-add-ending-to-jobs.js';
import { beginJob, finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

const migration = new AddEndingToJobs1764000000066();

test('there is no way back while a job that sends messages is live, and one when it has ended', () =>
  withDatabase(async ({ dataSource }) => {
    const business = new Business(dataSource, 1);
    const jobId = await acceptedJob(dataSource);
    await beginJob(business, jobId, { total: 1, upperBound: 1 }, null, true);
    const back = () => dataSource.transaction((manager) => migration.down(manager.queryRunner!));
    await expect(back()).rejects.toThrow('a job that sends messages is live');
    // As a program of the version before ends it.
    const end = `UPDATE jobs SET status = 'failed', finished_at = now(), not_attempted = total WHERE id = $1`;
    await expect(dataSource.query(end, [jobId])).rejects.toThrow('jobs_ending');
    // Also where a program of this version was about to end it, and has died over that.
    await dataSource.query('UPDATE jobs SET ending_at = now() WHERE id = $1', [jobId]);
    await expect(dataSource.query(end, [jobId])).rejects.toThrow('jobs_ending');
    await finishJob(business, jobId, 'cancelled', null);
    await back();
    await dataSource.transaction((manager) => migration.up(manager.queryRunner!));
  }));
