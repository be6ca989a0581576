import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { eventually } from '../support/eventually.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

const LACKS = 'canary_increment';
const NOT_KNOWN = `the worker does not know the operation type ${LACKS}`;

/** Waits until a worker has left a step of the job to others. A begin is tried again by Temporal, a batch by the workflow. */
async function isLeftToOthers(system: System, job: Job, step: 'begin' | 'batch'): Promise<void> {
  const workflow = workflowOf(system, job);
  const messages = {
    begin: async () => ((await workflow.describe()).raw.pendingActivities ?? []).map((of) => of.lastFailure?.message),
    batch: async () =>
      ((await workflow.fetchHistory()).events ?? []).map(
        ({ activityTaskFailedEventAttributes: failed }) => failed?.failure?.message,
      ),
  };
  await eventually(async () => (await messages[step]()).includes(NOT_KNOWN));
}

test('a job of a type that only the newer workers know is done by them, each row once, whoever takes its steps first', () =>
  withSystem({}, async (system) => {
    await system.startWorker({ lacks: LACKS });
    const job = await system.start({ canaries: 45 });
    await isLeftToOthers(system, job, 'begin');
    expect(await system.job(job.id)).toMatchObject({ status: 'pending', lastError: null });
    const newer = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2, jobId: job.id } });
    await newer.atCheckpoint(job.id);
    await newer.kill();
    // Only the older one is left.
    await isLeftToOthers(system, job, 'batch');
    await system.startWorker();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 45, lastError: null });
    expect(await system.touches(1)).toEqual({ 1: 45 });
    await system.lockGone();
  }));

test('a job of a type that no worker knows can be cancelled', () =>
  withSystem({}, async (system) => {
    await system.startWorker({ lacks: LACKS });
    const job = await system.start({ canaries: 5 });
    await isLeftToOthers(system, job, 'begin');
    await askToCancel(system, job, 'row');
    expect(await system.finished(job.id)).toMatchObject({ status: 'cancelled', processed: 0, lastError: null });
    await system.lockGone();
  }));

test('a job of a type that no worker has known for the time of a deploy fails and says why', () =>
  withSystem({}, async (system) => {
    await system.startWorker({ lacks: LACKS, deployMs: 0 });
    const job = await system.start({ canaries: 5 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'failed', processed: 0, lastError: NOT_KNOWN });
    await system.lockGone();
  }));
