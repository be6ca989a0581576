import { expect, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventsOf } from '../support/job-looks.js';
import { withSystem, workflowOf } from '../support/system.js';

test('a job’s workflow, its later runs and its activities have the business as their fairness key', () =>
  withSystem(
    {
      policies: canaryPolicy({
        ...{ lockTtlSeconds: 6, maxRuntimeSeconds: 1, heartbeatTimeoutSeconds: 2, maxBackoffSeconds: 1 },
        ...{ batchSize: 1, maxBatchMs: 1 },
      }),
    },
    async (system) => {
      await system.startWorker();
      await system.addCanaries(7, 4, { sleepSeconds: 0.5 });
      const job = await system.start({ businessId: 7 });
      expect((await system.finished(job.id)).runs).toBeGreaterThan(1);
      expect((await workflowOf(system, job).describe()).priority).toMatchObject({ fairnessKey: '7' });
      // What names no key of its own has that of its run.
      const keys = (await eventsOf(system, job)).flatMap((event) => {
        const { workflowExecutionStartedEventAttributes: begun, activityTaskScheduledEventAttributes: asked } = event;
        return (begun ?? asked)?.priority?.fairnessKey ?? [];
      });
      expect(new Set(keys)).toEqual(new Set(['7']));
    },
  ));
