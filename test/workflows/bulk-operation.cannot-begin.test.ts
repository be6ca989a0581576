import { expect, test } from '@jest/globals';
import { askToCancel } from '../support/ask-to-cancel.js';
import { eventually } from '../support/eventually.js';
import { whileLocked } from '../support/locks.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';

const READABLE = { kind: 'filter', filter: { createdBefore: '2026-01-01T00:00:00Z' } } as const;
/** Refused at the door; rows of an older version may still hold it. PostgreSQL cannot read it. */
const UNREADABLE = { createdBefore: '0000-01-01T00:00:00Z' };

test.concurrent(
  'a job whose selection PostgreSQL cannot read ends failed and frees its gate, and cancelled where that was asked for',
  () =>
    withSystem({}, async (system) => {
      const start = async (businessId: number) => {
        const job = await system.start({ businessId, operationType: 'delete_leads_bulk', selection: READABLE });
        await system.dataSource.query('UPDATE jobs SET selection_filter = $2 WHERE id = $1', [job.id, UNREADABLE]);
        return job;
      };
      const failing = await start(1);
      const cancelled = await Promise.all(
        (['row', 'both'] as const).map(async (way, index) => {
          const job = await start(2 + index);
          await askToCancel(system, job, way);
          return job;
        }),
      );
      await system.startWorker();
      // It is not begun again and again.
      expect(await system.finished(failing.id)).toMatchObject({
        ...{ status: 'failed', lastError: 'cannot be measured: SQLSTATE 22008', total: 0, processed: 0 },
      });
      for (const { id } of cancelled) {
        expect(await system.finished(id)).toMatchObject({
          ...{ status: 'cancelled', lastError: null, total: 0, processed: 0, notAttempted: 0 },
        });
      }
      for (const businessId of [1, 2, 3]) await system.lockGone('delete_leads_bulk', businessId);
    }),
);

test.concurrent('a selection that meets statement_timeout three times fails its job, not sooner', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 20);
    // Accepted while the table is well: the acceptance reads the selection's bound from it.
    const job = await system.start();
    // What the server says after 30 s, said at once.
    await system.dataSource.query(`
      CREATE SEQUENCE measured;
      CREATE FUNCTION too_slow() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          PERFORM nextval('measured');
          RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';
        END $$;
      ALTER TABLE canaries RENAME TO canaries_of_old;
      CREATE VIEW canaries AS SELECT * FROM canaries_of_old WHERE too_slow();
      GRANT SELECT ON canaries TO bulkgate_worker`);
    const worker = await system.startWorker();
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'failed', lastError: 'cannot be measured: SQLSTATE 57014', total: 0, processed: 0 },
    });
    expect(failedAttempts(worker, '57014')).toBe(2); // the third is told as a failure of the job
    expect(await system.dataSource.query('SELECT last_value::int FROM measured')).toEqual([{ last_value: 3 }]);
    await system.lockGone();
  });
});

test.concurrent(
  'a selection whose table is locked is measured again and again: the job begins once the lock is gone',
  () =>
    withSystem({}, async (system) => {
      const population = await populate(system, 45);
      const job = await system.start();
      await whileLocked(system.database, 'LOCK TABLE canaries IN ACCESS EXCLUSIVE MODE', async () => {
        const worker = await system.startWorker();
        // Each attempt waits for lock_timeout, 5 s. More of them than a selection may meet statement_timeout.
        await eventually(() => failedAttempts(worker, '55P03') >= 3, 60_000, 100);
        expect(await system.job(job.id)).toMatchObject({ status: 'pending', startedAt: null });
        expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });
      });
      await population.expectDoneOnce(job);
    }),
);

/** Attempts at the begin that were to be made again, by their SQLSTATE. */
function failedAttempts({ messages }: WorkerProcess, code: string): number {
  return messages.filter(
    (message) =>
      message.kind === 'activity-error' && message.activityType === 'beginJob' && message.summary.includes(code),
  ).length;
}
