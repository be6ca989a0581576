import { expect } from '@jest/globals';
import { jobView } from '../../src/api/jobs/job-view.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { eventually } from '../support/eventually.js';
import { changeSpeed, detailsOf } from '../support/job-looks.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, workflowOf } from '../support/system.js';

const test = shareSystem();

const PAUSE_SECONDS = 3_600;

test('a pause of an hour changes nothing of rates and ETA, neither after it nor in a job that is cancelled in it', async (system) => {
  await system.startWorker();
  const job = await system.start({ canaries: 400, throttleMs: 500 });
  const handle = workflowOf(system, job);
  await eventually(async () => (await system.job(job.id)).processed >= 50);
  expect((await viewOf(system, job.id)).etaSeconds).toBeGreaterThan(0);
  await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
  const before = await anHourAfterPause(system, job.id);
  expect(before.etaSeconds).toBeNull(); // nothing moves
  await expectNoEta(system, job, 'paused');

  await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
  await eventually(async () => (await system.job(job.id)).status === 'running');
  expectAbout(await viewOf(system, job.id), before);
  const after = await eventually(async () => {
    const now = await viewOf(system, job.id);
    return now.processed > before.processed && now;
  });
  expectAbout(after, before);
  expect(after.etaSeconds!).toBeLessThan(300);

  await handle.executeUpdate(pauseUpdate, { args: [{ seq: 3 }] });
  const again = await anHourAfterPause(system, job.id);
  await handle.cancel();
  await system.finished(job.id);
  const ended = await viewOf(system, job.id);
  expect(ended).toMatchObject({ status: 'cancelled', etaSeconds: null, ratePerSecond: again.ratePerSecond });
  expectAbout(ended, before);
  await expectNoEta(system, job, 'cancelled');
});

test('time in which no worker was there is no part of the rate', async (system) => {
  await system.startWorker();
  const job = await system.start({ canaries: 400, throttleMs: 500 });
  await eventually(async () => (await system.job(job.id)).processed >= 50);
  const before = await viewOf(system, job.id);
  await anHourEarlier(system);
  const after = await eventually(async () => {
    const now = await viewOf(system, job.id);
    return now.processed > before.processed + 20 && now;
  });
  expect(after.ratePerSecond!).toBeGreaterThan(before.ratePerSecond! / 10);
  await changeSpeed(system, job, { seq: 1, throttleMs: 0, batchSize: 400 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 400 });
});

/** Waits for the pause, and lets an hour of it go by. */
async function anHourAfterPause(system: SystemInUse, jobId: string) {
  await eventually(async () => (await system.job(jobId)).status === 'paused');
  const view = await viewOf(system, jobId);
  await anHourEarlier(system);
  expect(await viewOf(system, jobId)).toMatchObject({ ratePerSecond: view.ratePerSecond });
  return view;
}

/** An hour goes by: as the test's rows have it, everything was an hour earlier. */
async function anHourEarlier(system: SystemInUse): Promise<void> {
  await system.dataSource.query(
    `UPDATE jobs SET status_at = status_at - $1::interval, started_at = started_at - $1::interval,
                     heartbeat_at = heartbeat_at - $1::interval, counted_at = counted_at - $1::interval
      WHERE business_id = $2`,
    [`${PAUSE_SECONDS} s`, system.business],
  );
}

type View = Awaited<ReturnType<typeof viewOf>>;

/** A busy machine makes single batches slow, an hour that was counted makes a rate a hundred times smaller. */
function expectAbout(view: View, before: View): void {
  for (const rate of ['ratePerSecond', 'recentRatePerSecond'] as const) {
    expect(view[rate]!).toBeGreaterThan(before[rate]! / 3);
    expect(view[rate]!).toBeLessThan(before[rate]! * 3);
  }
}

async function expectNoEta(system: SystemInUse, job: Parameters<typeof workflowOf>[1], status: string): Promise<void> {
  await eventually(async () => {
    const details = await detailsOf(workflowOf(system, job));
    expect(details).toContain(`### canary_increment in business ${job.businessId} · **${status}** · begun 2`);
    expect(details).toMatch(/\| \d[\d.]*\/s \| \d[\d.]*\/s \| – \|/);
  });
}

async function viewOf(system: SystemInUse, jobId: string) {
  const { policyOf } = system.config;
  return jobView(await system.job(jobId), null, { temporalUiUrl: 'http://localhost', policyOf });
}
