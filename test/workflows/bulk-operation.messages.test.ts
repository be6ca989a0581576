import { expect, test } from '@jest/globals';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { eventually } from '../support/eventually.js';
import { withMessageStandIn } from '../support/message-stand-in.js';
import { expectEachOnce, messagePolicy, startMessages } from '../support/sent-messages.js';
import { withSystem, workflowOf } from '../support/system.js';

test('two workers and four streams reach everybody once, through roll-overs, a resume and a flushed Redis', () =>
  withSystem({ policies: messagePolicy({ parallelism: 4, maxRuntimeSeconds: 1, lockTtlSeconds: 60 }) }, (system) =>
    withMessageStandIn(async (standIn) => {
      await Promise.all([system.startWorker(), system.startWorker()]);
      const job = await startMessages(system, standIn, 400, { perSecond: 20 });
      const handle = workflowOf(system, job);
      await eventually(() => standIn.taken.length > 20);
      await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
      await eventually(async () => (await system.job(job.id)).status === 'paused');
      const atPause = standIn.requests();
      await system.redis.flushall();
      expect(standIn.requests()).toBe(atPause);
      await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
      const ended = await system.finished(job.id);
      expect(ended).toMatchObject({ status: 'completed', total: 400, succeeded: 400, failed: 0, skipped: 0 });
      expect(ended.runs).toBeGreaterThan(1);
      expect(standIn.requests()).toBe(400);
      await expectEachOnce(system, ended, standIn);
    }),
  ));

test('a chunk that cannot be composed is recorded as failed after its attempts, and the job goes on', () =>
  withSystem({ policies: messagePolicy() }, (system) =>
    withMessageStandIn(async (standIn) => {
      const job = await startMessages(system, standIn, 30);
      await system.dataSource.query(
        `UPDATE canaries SET mood = 'uncomposable' WHERE business_id = 1 AND id IN (
           SELECT id FROM canaries WHERE business_id = 1 ORDER BY id OFFSET 15 LIMIT 1)`,
      );
      await system.startWorker();
      const ended = await system.finished(job.id);
      expect(ended).toMatchObject({ status: 'completed', total: 30, succeeded: 20, failed: 10, skipped: 0 });
      expect(standIn.taken).toHaveLength(20);
      expect(standIn.reachedTwice()).toEqual([]);
      expect(
        await system.dataSource.query('SELECT DISTINCT code FROM job_failures WHERE job_id = $1', [job.id]),
      ).toEqual([{ code: 'SQLSTATE 38000' }]);
    }),
  ));

test('a job that is cancelled in the midst of a chunk ends with what it has sent', () =>
  withSystem({ policies: messagePolicy({ batchSize: 100, chunkSize: 100 }) }, (system) =>
    withMessageStandIn(async (standIn) => {
      const worker = await system.startWorker({ stopAt: { name: 'answered', chunkNo: 1 } });
      const job = await startMessages(system, standIn, 100, { perSecond: 2 });
      await worker.atCheckpoint();
      await askToCancel(system, job);
      worker.goOn();
      const ended = await system.finished(job.id);
      expect(ended).toMatchObject({ status: 'cancelled', failed: 0, skipped: 0, succeeded: standIn.taken.length });
      expect(ended.notAttempted).toBeGreaterThan(0);
      await expectEachOnce(system, ended, standIn);
    }),
  ));

test('a job whose workflow is terminated while a message is under way is settled, and the answer is kept', () =>
  withSystem({ policies: messagePolicy() }, (system) =>
    withMessageStandIn(async (standIn) => {
      const worker = await system.startWorker({ reconciler: true, stopAt: { name: 'answered', chunkNo: 2 } });
      const job = await startMessages(system, standIn, 40);
      await worker.atCheckpoint();
      await workflowOf(system, job).terminate('by hand');
      // The reconciler looks at jobs that are older than 15 s.
      const ended = await system.finished(job.id);
      expect(ended.status).toBe('failed');
      expect(ended.lastError).toContain('terminated by an operator');
      expect(ended.failed).toBeGreaterThan(0);
      await expectEachOnce(system, ended, standIn);
      worker.goOn();
      await worker.stop();
      await expectEachOnce(system, await system.job(job.id), standIn);
      const late = await system.dataSource.query<object[]>(
        `SELECT FROM outbox WHERE job_id = $1 AND state = 'unknown'`,
        [job.id],
      );
      expect(late).toEqual([]);
    }),
  ));
