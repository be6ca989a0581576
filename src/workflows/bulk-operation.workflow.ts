import { ContinueAsNew } from '@temporalio/workflow';
import type { BulkOperationInput, BulkOperationResult } from '../operations/bulk-operation.messages.js';
import { beginProxy, finishProxy } from './activity-options.js';
import { JobStopped } from './attempt-failures.js';
import { Barrier } from './barrier.js';
import { endJob, endJobBy, releaseGate } from './job-end.js';
import { JobRun } from './job-run.js';
import { Streams } from './streams.js';
import { Waits } from './waits.js';

/**
 * One job, from begin to end, over as many runs as it takes. The run that ends the job releases the lock in its `finally`;
 * a roll-over never does.
 */
export async function bulkOperation(input: BulkOperationInput): Promise<BulkOperationResult> {
  const run = new JobRun(input);
  return run.shield.run(async () => {
    try {
      await begin(run);
      await work(run);
      if (run.state.run.hasFinish) await finishProxy(run.policy).finishOperation(run.gate);
      return await endJob(run, 'completed', null);
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      return await endJobBy(run, error);
    } finally {
      if (!run.isRollingOver) await releaseGate(run);
    }
  });
}

async function begin(run: JobRun): Promise<void> {
  if (!run.input.state) {
    const begun = await beginProxy(run.policy).beginJob(run.gate, run.input.parallelism ?? 1);
    run.begin(begun);
  }
  run.enter(run.root.consideredCancelled ? 'cancelling' : run.status);
}

/** Until the last target has been handled or the run rolls over. @throws JobStopped, JobCannotGoOn, ContinueAsNew */
async function work(run: JobRun): Promise<void> {
  const waits = new Waits(run);
  const streams = new Streams(run, waits);
  const barrier = new Barrier(run, streams, waits);
  for (;;) {
    if (run.isStopping()) throw new JobStopped();
    if (!(await barrier.pauseOrResume())) {
      const end = await streams.work();
      if (end === 'exhausted') return;
      if (end === 'paused') continue;
    }
    await barrier.rollOverIfDue();
  }
}
