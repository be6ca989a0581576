import { expect, test } from '@jest/globals';
import { jobView } from '../../src/api/operations/job-view.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.messages.js';
import { eventually } from '../support/eventually.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

const PAUSE_SECONDS = 3_600;

test('rate and ETA of a job leave its pauses out: after an hour’s pause they are about what they were', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 400);
    await system.startWorker();
    const job = await system.start({ throttleMs: 100 });
    await eventually(async () => (await system.job(job.id)).processed >= 100);
    const handle = workflowOf(system, job);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await eventually(async () => (await system.job(job.id)).status === 'paused');
    const before = await viewOf(system, job.id);
    expect(before.etaSeconds).toBeNull(); // nothing moves

    // An hour goes by: as the row has it, everything was an hour earlier.
    await system.dataSource.query(
      `UPDATE jobs SET status_at = status_at - $1::interval, started_at = started_at - $1::interval,
                       heartbeat_at = heartbeat_at - $1::interval`,
      [`${PAUSE_SECONDS} s`],
    );
    expect(await viewOf(system, job.id)).toMatchObject({ ratePerSecond: before.ratePerSecond });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    const after = await eventually(async () => {
      const now = await viewOf(system, job.id);
      return now.processed > before.processed && now;
    });
    const { pausedMs } = await system.job(job.id);
    expect(pausedMs).toBeGreaterThanOrEqual(PAUSE_SECONDS * 1000);
    expect(pausedMs).toBeLessThan((PAUSE_SECONDS + 60) * 1000);
    expect(after.ratePerSecond!).toBeGreaterThan(before.ratePerSecond! / 3);
    expect(after.ratePerSecond!).toBeLessThan(before.ratePerSecond! * 3);
    expect(after.etaSeconds!).toBeLessThan(60);
    expect(await system.job(job.id)).toMatchObject({ pausedMs }); // written once, by the resume

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 3, throttleMs: 0, batchSize: 100 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 400 });
  });
});

async function viewOf(system: System, jobId: string) {
  const { policyOf } = system.config;
  return jobView(await system.job(jobId), null, { temporalUiUrl: 'http://localhost', policyOf });
}
