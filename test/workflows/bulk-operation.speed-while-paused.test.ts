import { expect, test } from '@jest/globals';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { populate } from '../support/population.js';
import { withSystem, workflowOf } from '../support/system.js';

/** What a run's history may have. */
const MAX_EVENTS = 4_000;
/** Many roll-overs must not be needed, and none by time. */
const POLICIES = canaryPolicy({ lockTtlSeconds: 1_800, maxRuntimeSeconds: 300 });
/** They share workflow tasks; the server bears ten Updates of a workflow at once. */
const SENDERS = 8;

test('a paused job that is sent hundreds of speed changes rolls over by itself, stays paused and keeps its lock', async () => {
  await withSystem({ policies: POLICIES }, async (system) => {
    const population = await populate(system, 45);
    await system.startWorker();
    const job = await system.start({ throttleMs: 60_000 });
    await eventually(async () => (await system.job(job.id)).processed === 10);
    const handle = workflowOf(system, job);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await eventually(async () => (await system.job(job.id)).status === 'paused');

    const { runId: firstRunId } = await handle.describe();
    let seq = 1;
    let hasRolledOver = false;
    const send = async (): Promise<void> => {
      while (!hasRolledOver) {
        const args = { seq: ++seq, throttleMs: seq % 1_000 };
        // Senders overtake each other; and what arrives in the very moment of the roll-over is not confirmed.
        await handle.executeUpdate(changeSpeedUpdate, { args: [args] }).catch(() => undefined);
      }
    };
    const watch = async (): Promise<void> => {
      // 3,600 events: some 20 s, and more than 40 s on a busy machine.
      try {
        await eventually(async () => (await handle.describe()).runId !== firstRunId, 150_000, 500);
      } finally {
        hasRolledOver = true;
      }
    };
    await Promise.all([watch(), ...Array.from({ length: SENDERS }, send)]);

    const first = await system.client.workflow.getHandle(handle.workflowId, firstRunId).fetchHistory();
    const events = first.events ?? [];
    expect(events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
    expect(events.length).toBeLessThanOrEqual(MAX_EVENTS);
    expect(events.length).toBeGreaterThan(3_000); // it was the history, not the time
    expect(await system.job(job.id)).toMatchObject({ status: 'paused', processed: 10 });
    const { value, ttlMs } = await system.lock();
    expect(value).toBe(`job_${job.id}`);
    expect(ttlMs).toBeGreaterThan(1_000_000);

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: seq + 1, throttleMs: 0 }] });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: seq + 2 }] });
    await population.expectDoneOnce(job);
  });
}, 240_000);
