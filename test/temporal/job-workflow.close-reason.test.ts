import { expect, test } from '@jest/globals';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { describeJobWorkflow } from '../../src/temporal/job-workflow.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';
import { withSystem, workflowOf } from '../support/system.js';

test('why an encrypted workflow failed is read with its key; without it that is said, and the job is settled all the same', async () => {
  const environment = { TEMPORAL_CODEC_KEYS: codecKeysText(codecKey('reason')) };
  await withSystem({ policies: canaryPolicy({ maxBatchFailures: 1 }), environment }, async (system) => {
    await system.startWorker();
    await system.addCanaries(1, 5, { mood: 'broken' });
    const job = await system.start();
    await system.finished(job.id);
    await expect(workflowOf(system, job).result()).rejects.toThrow();

    const described = await describeJobWorkflow(system.client, job);
    const reason = expect.stringMatching(/^workflow failed: 1 failed batches in a row, .*SQLSTATE 38000/) as unknown;
    expect(described).toEqual({ kind: 'closed', cancelled: false, reason });

    const { client, connection } = createTemporalClient({
      ...system.config.temporal,
      codecKeys: [codecKey('another')],
    });
    try {
      expect(await describeJobWorkflow(client, job)).toEqual({
        kind: 'closed',
        cancelled: false,
        reason: 'workflow failed: an encrypted payload cannot be read: there is no key reason',
      });
    } finally {
      await connection.close();
    }
  });
});
