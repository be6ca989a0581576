import { expect, test } from '@jest/globals';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { withCleanups } from '../support/cleanups.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { detailsOf } from '../support/job-looks.js';
import { holdLock } from '../support/locks.js';
import { addManyLeads } from '../support/leads.js';
import { staged } from '../support/staged-ids.js';
import { FAST_CANARY, withSystem, workflowOf } from '../support/system.js';

// A wait for a lock lasts 5 s (`lock_timeout`). The outage is over with the second one that is in vain.
const canary = { ...FAST_CANARY.canary_increment, batchSize: 20, maxOutageSeconds: 1 };
const POLICIES: PolicyOverrides = { canary_increment: canary, delete_leads_bulk: canary };
const LEADS = 'delete_leads_bulk';

test('a lock that is held for too long: rows that are locked are recorded as failed, and only they; for a locked table nobody is', () =>
  withSystem({ policies: POLICIES }, (system) =>
    withCleanups(async ({ opened }) => {
      const hold = (statement: string) => opened(holdLock(system.database, statement), (lock) => lock.letGo());
      const [updated] = await system.addCanaries(1, 30);
      const [referredTo] = await system.addCanaries(2, 20);
      const named = await system.addCanaries(3, 5);
      await addManyLeads(system.dataSource, 4, 40);
      await system.dataSource.query('CREATE TABLE nests (canary_id bigint REFERENCES canaries (id))');
      await hold(`SELECT FROM canaries WHERE id IN (${updated}, ${named[4]}) FOR UPDATE`);
      // The lock of somebody who refers to a row, and has not committed yet.
      await hold(`INSERT INTO nests VALUES (${referredTo})`);
      // What CREATE INDEX takes.
      const indexed = await hold('LOCK TABLE leads IN SHARE MODE');

      await system.startWorker();
      const jobs = {
        update: await system.start({ batchSize: 20 }),
        reference: await system.start({ businessId: 2, batchSize: 20 }),
        ids: await system.start({
          businessId: 3,
          selection: await staged(system, 3, [...named, 1_000_000]),
          batchSize: 20,
        }),
        table: await system.start({ businessId: 4, operationType: LEADS, batchSize: 20 }),
      };
      // Each by itself: on a busy machine one has given up before the other waits.
      await Promise.all(
        [jobs.update, jobs.table].map((job) =>
          eventuallyInTemporal(async () => {
            expect(await detailsOf(workflowOf(system, job))).toMatch(
              /Waiting to try chunk 1 again: SQLSTATE 55P03: another session holds a lock \(lock\\_timeout\), for \d+ s so far; given up after 1 s/,
            );
            return true;
          }),
        ),
      );

      const done = { status: 'completed', failed: 1, notAttempted: 0, lastError: null };
      expect(await system.finished(jobs.update.id)).toMatchObject({ ...done, total: 30, succeeded: 29 });
      expect(await system.finished(jobs.reference.id)).toMatchObject({ ...done, total: 20, succeeded: 19 });
      expect(await system.finished(jobs.ids.id)).toMatchObject({ ...done, total: 6, succeeded: 4, skipped: 1 });
      expect(await system.finished(jobs.table.id)).toMatchObject({
        ...{ status: 'failed', total: 40, processed: 0, failed: 0, notAttempted: 40 },
        lastError: 'batch given up: SQLSTATE 55P03: another session holds a lock (lock_timeout)',
      });
      expect(
        await system.dataSource.query('SELECT target_id AS id, code FROM job_failures ORDER BY business_id'),
      ).toEqual([updated, referredTo, named[4]].map((id) => ({ id, code: '55P03' })));
      expect(await system.touches(1)).toEqual({ 0: 1, 1: 29 });
      expect(await system.touches(2)).toEqual({ 0: 1, 1: 19 });

      await indexed.letGo();
      await system.lockGone(LEADS, 4);
      const again = await system.start({ businessId: 4, operationType: LEADS, batchSize: 20 });
      expect(await system.finished(again.id)).toMatchObject({ status: 'completed', total: 40, succeeded: 40 });
    }),
  ));
