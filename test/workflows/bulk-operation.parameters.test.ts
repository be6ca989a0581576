import { expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventually } from '../support/eventually.js';
import { withSystem, workflowOf } from '../support/system.js';
import { stringsIn } from '../replay/strings-in-history.js';

const operationType = 'canary_add';
const SECRET = 'Secret Name';
const FAST = {
  batchSize: 10,
  throttleMs: 50,
  ...{ lockTtlSeconds: 60, maxRuntimeSeconds: 2, heartbeatTimeoutSeconds: 2, maxBackoffSeconds: 1 },
};

test.concurrent(
  'every target is acted on once with the parameters of its job, over a kill of the worker and several runs, and Temporal is not told them',
  async () => {
    await withSystem({ policies: { [operationType]: FAST } }, async (system) => {
      await system.addCanaries(1, 500);
      await system.addCanaries(2, 10);
      const started = { operationType, parameters: { amount: 3, note: SECRET }, batchSize: 10, throttleMs: 50 };
      const killed = await system.startWorker();
      const job = await system.start(started);
      await eventually(async () => (await system.job(job.id)).processed > 50);
      await killed.kill();
      await system.startWorker();
      const done = await system.finished(job.id, 90_000);
      expect(done).toMatchObject({ status: 'completed', succeeded: 500, parameters: { amount: 3, note: SECRET } });
      expect(done.runs).toBeGreaterThan(1);
      expect([await system.touches(1), await system.touches(2)]).toEqual([{ 3: 500 }, { 0: 10 }]);

      const workflow = workflowOf(system, job);
      const description = await workflow.describe();
      const told = [
        ...stringsIn(JSON.parse(historyToJSON(await workflow.fetchHistory()))),
        JSON.stringify([description.memo, description.typedSearchAttributes]),
        JSON.stringify([await description.staticSummary(), await description.staticDetails()]),
        JSON.stringify(await workflow.query('__temporal_workflow_metadata')),
      ];
      expect(told.join('\n')).toContain(operationType);
      expect(told.filter((text) => text.includes(SECRET))).toEqual([]);
    });
  },
);

test.concurrent(
  'a job whose parameters the definition of this worker does not take ends failed, by their names, and touches nothing',
  async () => {
    await withSystem({ policies: { [operationType]: FAST } }, async (system) => {
      await system.addCanaries(1, 20);
      const parameters = { amount: 10, secret: SECRET };
      const job = await system.start({ operationType, parameters });
      await system.startWorker();
      expect(await system.finished(job.id)).toMatchObject({
        status: 'failed',
        lastError: "canary_add of this worker does not take the job's parameters.amount, parameters",
        ...{ processed: 0, total: 20, notAttempted: 20 },
      });
      expect(await system.touches(1)).toEqual({ 0: 20 });
      await system.lockGone(operationType);
    });
  },
);
