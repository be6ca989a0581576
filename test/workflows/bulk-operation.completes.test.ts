import { expect, test } from '@jest/globals';
import { eventuallyInTemporal } from '../support/eventually.js';
import { withSystem, workflowOf } from '../support/system.js';

test('a job touches every target of its business once, completes, and its lock is gone', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 95);
    await system.addCanaries(2, 7);
    await system.startWorker();
    const job = await system.start();
    const done = await system.finished(job.id);
    expect(done).toMatchObject({
      status: 'completed',
      total: 95,
      succeeded: 95,
      failed: 0,
      skipped: 0,
      notAttempted: 0,
    });
    await system.lockGone();
    expect(await system.touches(1)).toEqual({ 1: 95 });
    expect(await system.touches(2)).toEqual({ 0: 7 });
    await eventuallyInTemporal(async () => (await workflowOf(system, job).describe()).status.name === 'COMPLETED');
  });
});
