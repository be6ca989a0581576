import { describe, expect, test } from '@jest/globals';
import type { CheckpointName } from '../../src/activities/checkpoint.js';
import type { Job } from '../../src/operations/job.js';
import { eventually } from '../support/eventually.js';
import { share } from '../support/share.js';
import { type System, withSystem } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';

const onShared = share<{ system: System; worker: WorkerProcess }>((use) =>
  withSystem({}, async (system) => use({ system, worker: await system.startWorker() })),
);
const [SOUND, OTHER] = [60, 7];
let businesses = 0;

/** A business of the test's own, with 60 canaries where none are given, and one that stays as it is. */
async function inBusiness(
  work: (own: { system: System; worker: WorkerProcess; businessId: number }) => Promise<void>,
): Promise<void> {
  await onShared(async (shared) => {
    const [businessId, other] = [++businesses, ++businesses];
    await shared.system.addCanaries(other, OTHER);
    await work({ ...shared, businessId });
    expect(await shared.system.touches(businessId)).toEqual({ 1: SOUND });
    expect(await shared.system.touches(other)).toEqual({ 0: OTHER });
  });
}

describe('every connection of the worker cut in the middle of a job: it completes, each target once', () => {
  test.each<CheckpointName>(['batch opened', 'before commit', 'after commit'])('%s', async (name) => {
    await inBusiness(async ({ system, worker, businessId }) => {
      await system.addCanaries(businessId, SOUND);
      await worker.stopAt({ name, chunkNo: 3, businessId });
      const job = await system.start({ businessId });
      await worker.atCheckpoint(job.id);
      expect(await cutConnections(system)).toBeGreaterThan(0);
      worker.goOn();
      await expectCompleted(system, job);
    });
  });

  test('while a statement of a batch is at work', () =>
    inBusiness(async ({ system, businessId }) => {
      await system.addCanaries(businessId, 25);
      await system.addCanaries(businessId, 1, { sleepSeconds: 1.5 });
      await system.addCanaries(businessId, 34);
      const job = await system.start({ businessId });
      const cut = new Set<string>();
      while (cut.size < 2) {
        // Of another attempt than the one that was cut: between two of them is a second in which none sleeps.
        cut.add(
          await eventually(async () => {
            const [sleeping] = await sleepingTransactions(system);
            return sleeping !== undefined && !cut.has(sleeping) && sleeping;
          }),
        );
        await cutConnections(system);
      }
      await expectCompleted(system, job);
    }));

  test('again and again', () =>
    inBusiness(async ({ system, businessId }) => {
      await system.addCanaries(businessId, SOUND);
      const job = await system.start({ businessId, throttleMs: 100 });
      for (let cut = 1; cut <= 5; cut++) {
        await eventually(async () => (await system.job(job.id)).processed >= cut * 10);
        await cutConnections(system);
      }
      await expectCompleted(system, job);
    }));
});

async function expectCompleted(system: System, { id, operationType, businessId }: Job): Promise<void> {
  expect(await system.finished(id)).toMatchObject({
    ...{ status: 'completed', total: SOUND, succeeded: SOUND, failed: 0, skipped: 0, lastError: null },
  });
  await system.lockGone(operationType, businessId);
}

/** @returns how many were cut */
async function cutConnections({ dataSource }: System): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'test-worker'`,
  );
  return row!.count;
}

async function sleepingTransactions({ dataSource }: System): Promise<string[]> {
  const found = await dataSource.query<{ transaction: string }[]>(
    `SELECT pid || ' ' || xact_start AS transaction FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'test-worker' AND wait_event = 'PgSleep'`,
  );
  return found.map(({ transaction }) => transaction);
}
