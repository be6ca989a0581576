import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { recordHold } from '../../src/db/repositories/job-holds.js';
import { beginJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import type { Hold } from '../../src/operations/hold.js';
import { FAILURE } from '../../src/operations/errors.js';
import { holdWaitMs } from '../../src/operations/hold.js';
import { canaryIncrement } from '../processes/canary.js';
import { acceptedJob } from '../support/accepted-job.js';
import { batchActivities, firstBatch } from '../support/batch-activities.js';
import { whileLocked, statementBlocked } from '../support/locks.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

const HOLD: Hold = { kind: 'lock_waits', reason: 'sessions that wait for locks: 12 (limit 10)' };
/** Of a job that has been held by one look. */
const holdMs = holdWaitMs({ reason: HOLD.reason, sinceMs: 0, nextLookAtMs: 0, looks: 1 });

async function begunJob({ dataSource }: TestDatabase, mood: string) {
  await dataSource.query('INSERT INTO canaries (business_id, mood) SELECT 1, $1 FROM generate_series(1, 15)', [mood]);
  const jobId = await acceptedJob(dataSource, { targets: canaryIncrement.targets });
  const business = new Business(dataSource, 1);
  await beginJob(business, jobId, { total: 15, upperBound: 15 });
  return { jobId, business };
}

test('a look that finds nothing any more ends the hold, also where the chunk behind it fails', () =>
  withRedis(({ redis }) =>
    withDatabase(async (database) => {
      const { dataSource } = database;
      const { jobId, business } = await begunJob(database, 'impossible');
      const activities = batchActivities(dataSource, redis);
      const reasons = () => dataSource.query('SELECT hold_reason AS reason, next_look_at AS next FROM jobs');
      const fail = () =>
        expect(activities.processChunks({ ...firstBatch(jobId), holdMs })).rejects.toMatchObject({
          type: FAILURE.batchImpossible,
        });

      await recordHold(business, jobId, HOLD.reason, 0);
      await fail();
      expect(await reasons()).toEqual([{ reason: null, next: null }]);
      // What another stream has found since then stands until its own next look.
      await recordHold(business, jobId, HOLD.reason, 600_000);
      await fail();
      expect(await reasons()).toEqual([{ reason: HOLD.reason, next: expect.any(Date) }]);
    }),
  ));

test('a chunk that was refused because of a pause does not say paused where the job has been resumed since', () =>
  withRedis(({ redis }) =>
    withDatabase(async (database) => {
      const { dataSource } = database;
      const { jobId, business } = await begunJob(database, 'well');
      const activities = batchActivities(dataSource, redis);
      await moveTo(business, jobId, 'paused', 2, 1);
      expect(await activities.processChunks(firstBatch(jobId))).toMatchObject({
        isPaused: true,
        row: { status: 'paused' },
      });

      // The chunk waits between the statement that finds the job paused and the one that reads what its row says.
      await dataSource.query(`
        CREATE FUNCTION wait_behind() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$;
        CREATE TRIGGER wait_behind AFTER UPDATE ON jobs FOR EACH STATEMENT EXECUTE FUNCTION wait_behind()`);
      const answer = await whileLocked(database, 'SELECT pg_advisory_xact_lock(7)', async (lock) => {
        const answering = activities.processChunks(firstBatch(jobId));
        await statementBlocked(dataSource, 'UPDATE jobs');
        await lock.query(`UPDATE jobs SET status = 'running', status_at = clock_timestamp() WHERE id = $1`, [jobId]);
        await lock.commit();
        return answering;
      });
      expect(answer).toMatchObject({ isPaused: false, processed: 0, nextChunkNo: 1, row: { status: 'running' } });
      expect(await activities.processChunks(firstBatch(jobId))).toMatchObject({ isPaused: false, processed: 10 });
    }),
  ));
