import { describe, expect, test } from '@jest/globals';
import type { UpdateDefinition } from '@temporalio/common';
import type { JobEntity } from '../../src/db/entities/job.entity.js';
import {
  changeSpeedUpdate,
  type ControlResult,
  pauseUpdate,
  resumeUpdate,
  type RunStateControl,
} from '../../src/workflows/bulk-operation.messages.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

const SUPERSEDED = { cause: { type: 'Superseded' } };
const CLIENT_DEADLINE_MS = 1_000;

type RunStateUpdate = UpdateDefinition<ControlResult, [RunStateControl]>;

describe('controls sent while there is no worker fail in time, and take effect in the order of their numbers', () => {
  const cases: [string, (readonly [RunStateUpdate, number])[], 'paused' | 'running'][] = [
    ['pause 1, resume 2', [[pauseUpdate, 1], [resumeUpdate, 2]], 'running'], // prettier-ignore
    ['resume 2, pause 1', [[resumeUpdate, 2], [pauseUpdate, 1]], 'running'], // prettier-ignore
    ['pause 2, resume 1', [[pauseUpdate, 2], [resumeUpdate, 1]], 'paused'], // prettier-ignore
    ['resume 1, pause 2', [[resumeUpdate, 1], [pauseUpdate, 2]], 'paused'], // prettier-ignore
  ];
  test.concurrent.each(cases)('delivered as %s', async (_title, controls, expected) => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 100);
      const job = await abandonedJob(system);
      for (const [update, seq] of controls) await unconfirmed(system, job, update, seq);
      await system.startWorker();
      if (expected === 'paused') {
        await eventually(async () => (await system.job(job.id)).status === 'paused');
        await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 3 }] });
      }
      // A job that the older pause had stopped would stay paused here.
      expect(await system.finished(job.id, 30_000)).toMatchObject({ status: 'completed', total: 100, succeeded: 100 });
      expect(await system.touches(1)).toEqual({ 1: 100 });
    });
  });
});

test.concurrent('each control remembers its newest number over roll-overs, apart from the others', async () => {
  await withSystem({ policies: SHORT_LOCK }, async (system) => {
    await system.addCanaries(1, 1_000);
    await system.startWorker();
    const job = await system.start({ throttleMs: 100 });
    const handle = workflowOf(system, job);
    const rolledOver = async (): Promise<void> => {
      const { runId } = await handle.describe();
      await eventually(async () => (await handle.describe()).runId !== runId);
    };
    await eventually(async () => (await system.job(job.id)).runs >= 2);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 5 }] });
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 7, throttleMs: 150 }] });
    await rolledOver();

    await expect(handle.executeUpdate(resumeUpdate, { args: [{ seq: 4 }] })).rejects.toMatchObject(SUPERSEDED);
    await expect(handle.executeUpdate(resumeUpdate, { args: [{ seq: 5 }] })).rejects.toMatchObject(SUPERSEDED);
    const speed = handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 6, throttleMs: 60_000 }] });
    await expect(speed).rejects.toMatchObject(SUPERSEDED);
    expect((await system.job(job.id)).status).toBe('paused');
    // 6 is old news for the throttle, but not for the batch size; where both are asked for, only that one is changed.
    expect(
      await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 6, throttleMs: 60_000, batchSize: 20 }] }),
    ).toMatchObject({ throttleMs: 150, batchSize: 20 });

    const resumed = await handle.executeUpdate(resumeUpdate, { args: [{ seq: 8 }] });
    expect(resumed).toMatchObject({ changed: true, status: 'running' });
    await rolledOver();
    await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 8 }] })).rejects.toMatchObject(SUPERSEDED);
    // What already is so changes nothing, but its number counts.
    expect(await handle.executeUpdate(resumeUpdate, { args: [{ seq: 10 }] })).toMatchObject({ changed: false });
    await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 9 }] })).rejects.toMatchObject(SUPERSEDED);

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 11, throttleMs: 0, batchSize: 200 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 1_000, succeeded: 1_000 });
    expect(await system.touches(1)).toEqual({ 1: 1_000 });
  });
});

/** A job in the middle of its work whose only worker has left. */
async function abandonedJob(system: System): Promise<JobEntity> {
  const worker = await system.startWorker();
  const job = await system.start({ throttleMs: 100 });
  await eventually(async () => (await system.job(job.id)).processed >= 20);
  await worker.stop();
  return job;
}

/** Sends an Update as the API does, with a deadline, and expects that nobody confirms it. */
async function unconfirmed(system: System, job: JobEntity, update: RunStateUpdate, seq: number): Promise<void> {
  const startedAt = performance.now();
  await expect(
    system.client.withDeadline(Date.now() + CLIENT_DEADLINE_MS, () =>
      workflowOf(system, job).executeUpdate(update, { args: [{ seq }] }),
    ),
  ).rejects.toMatchObject({ name: 'WorkflowUpdateRPCTimeoutOrCancelledError' });
  expect(performance.now() - startedAt).toBeLessThan(CLIENT_DEADLINE_MS + 1_000);
}
