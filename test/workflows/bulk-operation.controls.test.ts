import { expect, test } from '@jest/globals';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.messages.js';
import { eventually } from '../support/eventually.js';
import { FAST_CANARY, withSystem, workflowOf } from '../support/system.js';

test('pause, resume, roll-over, cancel', async () => {
  await withSystem({ policies: { canary_increment: { ...FAST_CANARY['canary_increment'], maxRuntimeSeconds: 1 , lockTtlSeconds: 12} } }, async (system) => {
    await system.addCanaries(1, 2000);
    await system.startWorker();
    const job = await system.start({ throttleMs: 100 });
    const handle = workflowOf(system, job);
    await eventually(async () => (await system.job(job.id)).runs >= 3);
    expect(await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] })).toMatchObject({ changed: true });
    await eventually(async () => (await system.job(job.id)).status === 'paused');
    const before = await system.job(job.id);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect((await system.job(job.id)).processed).toBe(before.processed);
    console.log(await system.lock(), before.runs);
    expect(await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 2, throttleMs: 50, batchSize: 20 }] })).toMatchObject({ throttleMs: 50 });
    expect(await handle.executeUpdate(resumeUpdate, { args: [{ seq: 3 }] })).toMatchObject({ changed: true, status: 'running' });
    await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 2 }] })).rejects.toMatchObject({ cause: { type: 'Superseded' } });
    await eventually(async () => (await system.job(job.id)).processed > before.processed);
    await handle.cancel();
    const done = await system.finished(job.id);
    console.log(done);
    expect(done.status).toBe('cancelled');
    await system.lockGone();
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(await system.touches(1)).toEqual({ 1: done.succeeded, 0: 2000 - done.succeeded });
  });
});

test('cancel by the row alone', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 2000);
    await system.startWorker();
    const job = await system.start({ throttleMs: 100 });
    await eventually(async () => (await system.job(job.id)).processed > 0);
    await system.dataSource.query('UPDATE jobs SET cancel_requested_at = now() WHERE id = $1', [job.id]);
    const done = await system.finished(job.id);
    expect(done.status).toBe('cancelled');
    await system.lockGone();
    await eventually(async () => (await workflowOf(system, job).describe()).status.name !== 'RUNNING', 2000);
    expect((await workflowOf(system, job).describe()).status.name).toBe('CANCELLED');
  });
});
test('poison and broken', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 15);
    const [poison] = await system.addCanaries(1, 1, { maxTouches: 0 });
    await system.addCanaries(1, 15);
    const [refused] = await system.addCanaries(1, 1, { mood: 'refused' });
    await system.addCanaries(1, 8);
    await system.addCanaries(1, 10, { mood: 'broken' });
    await system.addCanaries(1, 5);
    await system.startWorker();
    const job = await system.start();
    const done = await system.finished(job.id);
    console.log(done, await system.dataSource.query('SELECT * FROM job_failures'), poison, refused);
    expect(done.status).toBe('completed');
  });
});
