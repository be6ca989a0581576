import { expect, test } from '@jest/globals';
import { askToCancel } from '../support/ask-to-cancel.js';
import { withSystem } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';

const LACKS = 'canary_increment';

const hasMet = (worker: WorkerProcess, activityType: string) =>
  worker.told((told) => told.kind === 'activity-error' && told.activityType.startsWith(activityType));

test('a job of a type that only the newer workers know is done by them, each row once, whoever takes its steps first', () =>
  withSystem({}, async (system) => {
    const older = await system.startWorker({ lacks: LACKS });
    const job = await system.start({ canaries: 45 });
    await hasMet(older, 'beginJob');
    expect(await system.job(job.id)).toMatchObject({ status: 'pending', lastError: null });
    const newer = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2, jobId: job.id } });
    await newer.atCheckpoint(job.id);
    await newer.kill();
    // Only the older one is left.
    await hasMet(older, 'processChunks');
    await system.startWorker();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 45, lastError: null });
    expect(await system.touches(1)).toEqual({ 1: 45 });
    await system.lockGone();
  }));

test('a job of a type that no worker knows can be cancelled', () =>
  withSystem({}, async (system) => {
    const older = await system.startWorker({ lacks: LACKS });
    const job = await system.start({ canaries: 5 });
    await hasMet(older, 'beginJob');
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
