import { describe, expect, test } from '@jest/globals';
import type { CheckpointName } from '../../src/activities/checkpoint.js';
import { eventually } from '../support/eventually.js';
import { sessions } from '../support/locks.js';
import { type System, withSystem } from '../support/system.js';

describe('every connection of the worker cut in the middle of a job: it completes, each target once', () => {
  test.each<CheckpointName>(['batch opened', 'before commit', 'after commit'])('%s', async (name) => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 60);
      await system.addCanaries(2, 7);
      const worker = await system.startWorker({ stopAt: { name, chunkNo: 3 } });
      const job = await system.start();
      await worker.atCheckpoint();
      expect(await cutConnections(system)).toBeGreaterThan(0);
      worker.goOn();
      await expectCompleted(system, job.id);
    });
  });

  test('while a statement of a batch is at work', async () => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 25);
      await system.addCanaries(1, 1, { sleepSeconds: 1.5 });
      await system.addCanaries(1, 34);
      await system.addCanaries(2, 7);
      await system.startWorker();
      const job = await system.start();
      for (let cut = 1; cut <= 2; cut++) {
        await eventually(async () => (await sleeping(system)) > 0);
        await cutConnections(system);
        await eventually(async () => (await sleeping(system)) === 0);
      }
      await expectCompleted(system, job.id);
    });
  });

  test('again and again', async () => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 60);
      await system.addCanaries(2, 7);
      await system.startWorker();
      const job = await system.start({ throttleMs: 100 });
      for (let cut = 1; cut <= 5; cut++) {
        await eventually(async () => (await system.job(job.id)).processed >= cut * 10);
        await cutConnections(system);
      }
      await expectCompleted(system, job.id);
    });
  });
});

async function expectCompleted(system: System, jobId: string): Promise<void> {
  expect(await system.finished(jobId)).toMatchObject({
    ...{ status: 'completed', total: 60, succeeded: 60, failed: 0, skipped: 0, lastError: null },
  });
  await system.lockGone();
  expect(await system.touches(1)).toEqual({ 1: 60 });
  expect(await system.touches(2)).toEqual({ 0: 7 });
}

/** @returns how many were cut */
async function cutConnections({ dataSource }: System): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'test-worker'`,
  );
  return row!.count;
}

function sleeping({ dataSource }: System): Promise<number> {
  return sessions(dataSource, "application_name = 'test-worker' AND wait_event = 'PgSleep'");
}
