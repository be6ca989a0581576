import { expect, test } from '@jest/globals';
import { withSystem } from '../support/system.js';

test('a job whose selection PostgreSQL cannot read ends failed and frees its gate, instead of being begun for ever', async () => {
  await withSystem({}, async (system) => {
    await system.startWorker();
    const job = await system.start({
      operationType: 'delete_leads_bulk',
      // Refused at the door; rows of an older version may still hold one.
      selection: { kind: 'filter', filter: { createdBefore: '0000-01-01T00:00:00Z' } },
    });
    const done = await system.finished(job.id);
    expect(done).toMatchObject({
      status: 'failed',
      lastError: 'cannot be measured: SQLSTATE 22008',
      total: 0,
      processed: 0,
    });
    await system.lockGone('delete_leads_bulk');
  });
});
