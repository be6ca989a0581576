import { expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { watchLock } from '../support/lock-watch.js';
import { shareSystem } from '../support/shared-system.js';
import { withSystem, workflowOf } from '../support/system.js';

const testShared = shareSystem();

/** What the Web UI or `temporal workflow update execute` may send, and the field that the answer names. */
const WRONG: readonly (readonly [update: string, args: readonly unknown[], says: string])[] = [
  ['changeSpeed', [{ seq: 50, batchSize: 'abc' }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: 2.5 }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: 1e300 }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: 0 }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: -1 }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: 10_001 }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: null }], 'batchSize: '],
  ['changeSpeed', [{ seq: 50, batchSize: 20, throttleMs: '5' }], 'throttleMs: '],
  ['changeSpeed', [{ seq: 50, throttleMs: 60_001 }], 'throttleMs: '],
  ['changeSpeed', [{ seq: 50, batchSize: 20, parallel: 4 }], 'parallel: '],
  ['changeSpeed', [{ batchSize: 20 }], 'seq: '],
  ['changeSpeed', [{ seq: 50 }], 'give batchSize'],
  ['changeSpeed', [], 'give one object'],
  ['pause', [{ seq: 9_000_000_000 }], 'seq: '],
  ['pause', [{ seq: '7' }], 'seq: '],
  ['pause', [{ seq: 0 }], 'seq: '],
  ['pause', [{ seq: 7, reason: 'x' }], 'reason: '],
  ['pause', [{ seq: 7 }, { seq: 8 }], 'give one object'],
  ['resume', [null], 'give one object'],
  ['resume', [[7]], 'give one object'],
  ['resume', ['7'], 'give one object'],
];

test('an Update of a wrong shape, type or range is refused with the name of the field, and leaves nothing behind', () =>
  withSystem({ policies: SHORT_LOCK }, async (system) => {
    await system.startWorker();
    const job = await system.start({ canaries: 1_000, throttleMs: 200 });
    await eventually(async () => (await system.job(job.id)).processed > 0);
    const handle = workflowOf(system, job);
    await watchLock(system, job, async (watch) => {
      for (const [name, args, says] of WRONG) {
        const refused = await sent(handle, name, args).catch((error: unknown) => error);
        expect({ name, args, refused }).toMatchObject({
          refused: { cause: { type: 'InvalidControl', message: expect.stringContaining(says) } },
        });
      }
      await expect(sent(handle, 'no such update', [{ seq: 1 }])).rejects.toThrow();
      await expect(handle.query('no such query', 'abc')).rejects.toThrow();
      await handle.signal('no such signal', 'abc');
      expect(await system.job(job.id)).toMatchObject({ status: 'running', batchSize: 10, throttleMs: 200 });

      // None of the numbers above counts.
      expect(
        await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 1, batchSize: 20, throttleMs: 300 }] }),
      ).toMatchObject({ changed: true, batchSize: 20, throttleMs: 300 });
      await eventually(async () => (await system.job(job.id)).batchSize === 20);
      const refreshed = watch.refreshes;
      await eventually(() => watch.refreshes > refreshed);
      await handle.cancel();
      const ended = await system.finished(job.id, 20_000);
      expect(ended).toMatchObject({ status: 'cancelled', failed: 0, batchSize: 20 });
    });
  }));

testShared(
  'a change of speed that the row never takes delays neither another control nor the end of the job',
  async (system) => {
    const refuse = async (sqlState: string): Promise<void> => {
      await system.dataSource.query(`
        CREATE OR REPLACE FUNCTION refuse_speed() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${sqlState}'; END $$;
        CREATE OR REPLACE TRIGGER refuse_speed BEFORE UPDATE ON jobs FOR EACH ROW
          WHEN (OLD.business_id = ${system.business} AND OLD.batch_size <> NEW.batch_size AND NEW.finished_at IS NULL)
          EXECUTE FUNCTION refuse_speed()`);
    };
    await system.startWorker();
    const job = await system.start({ canaries: 100, throttleMs: 60_000 });
    const handle = workflowOf(system, job);
    await eventually(async () => (await system.job(job.id)).processed === 10);
    // Lasting: what is written behind it is written.
    await refuse('22P02');
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 1, batchSize: 20 }] });
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 2 }] });
    await eventually(async () => (await system.job(job.id)).status === 'paused', 20_000);
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 3 }] });
    await eventually(async () => (await system.job(job.id)).processed === 30);
    expect(await system.job(job.id)).toMatchObject({ status: 'running', batchSize: 10 });
    // Passing, and without an end: tried again and again, while the job ends.
    await refuse('55P03');
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 4, batchSize: 30 }] });
    await handle.cancel();
    expect(await system.finished(job.id, 20_000)).toMatchObject({ status: 'cancelled', processed: 30, batchSize: 30 });
    await system.lockGone();
  },
);

testShared('a job that was started with a batch size of 0 goes on with that of its policy', async (system) => {
  await system.startWorker();
  const job = await system.start({ canaries: 25, batchSize: 0, throttleMs: -1 });
  expect(await system.finished(job.id, 20_000)).toMatchObject({ status: 'completed', succeeded: 25, batchSize: 10 });
  expect(await system.touches(system.business)).toEqual({ 1: 25 });
});

/** As the CLI sends it: by name, with whatever was typed. */
function sent(handle: WorkflowHandle, name: string, args: readonly unknown[]): Promise<unknown> {
  return handle.executeUpdate<unknown, [unknown]>(name, { args: args as [unknown] });
}
