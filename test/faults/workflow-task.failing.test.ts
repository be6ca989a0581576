import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { changeSpeedUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { eventually } from '../support/eventually.js';
import { eventsOf } from '../support/job-looks.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

/** What docs/operations.md tells people on call to look at: the last of these events in the history. */
async function lastTaskEvent(system: System, job: Job): Promise<'completed' | 'failed' | 'timed out' | null> {
  const events = await eventsOf(system, job);
  const kinds = events.flatMap((event) => {
    if (event.workflowTaskCompletedEventAttributes) return ['completed' as const];
    if (event.workflowTaskFailedEventAttributes) return ['failed' as const];
    return event.workflowTaskTimedOutEventAttributes ? ['timed out' as const] : [];
  });
  return kinds.at(-1) ?? null;
}

async function pendingAttempt(system: System, job: Job): Promise<number> {
  const { raw } = await workflowOf(system, job).describe();
  return raw.pendingWorkflowTask?.attempt ?? 0;
}

test('a workflow task that fails is told from one that a slow worker does not answer, by the last event of its kind', () =>
  withSystem({}, async (system) => {
    await system.addCanaries(1, 400);
    const first = await system.startWorker();
    const job = await system.start({ throttleMs: 400 });
    await eventually(async () => (await system.job(job.id)).processed > 0);
    await first.stop();

    // A deploy whose code does not fit the history.
    const misfit = await system.startWorker({ renamesActivity: true });
    await eventually(async () => (await lastTaskEvent(system, job)) === 'failed', 60_000);
    await misfit.stop(); // killed, it would take a task along, which only a time-out gives back

    // Rolled back: the task is tried again by itself, and the job goes on.
    const { processed } = await system.job(job.id);
    const second = await system.startWorker();
    await eventually(async () => (await system.job(job.id)).processed > processed, 60_000);
    await eventually(async () => (await lastTaskEvent(system, job)) === 'completed');

    // Frozen: its attempts grow as those of a failing task do, so they cannot be the sign.
    second.freeze();
    await eventually(async () => (await pendingAttempt(system, job)) >= 2, 90_000);
    expect(await lastTaskEvent(system, job)).toBe('timed out');
    second.thaw();
    await workflowOf(system, job).executeUpdate(changeSpeedUpdate, { args: [{ seq: 1, throttleMs: 0 }] });
    expect(await system.finished(job.id, 120_000)).toMatchObject({ status: 'completed', succeeded: 400 });
  }));
