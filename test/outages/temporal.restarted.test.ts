import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { withTemporal } from '../support/own-services.js';
import { populate } from '../support/population.js';
import { withSystem, workflowOf } from '../support/system.js';

const AWAY_MS = 3_000;

test('Temporal killed in the middle of a batch and between two batches, and started again: the job completes', () =>
  withTemporal(async (temporal) => {
    await withSystem({ temporalAddress: temporal.first.address }, async (system) => {
      const population = await populate(system, 200);
      // At the second one it cannot have ended before Temporal is killed again.
      const stopAt = [{ name: 'batch opened', chunkNo: 4 } as const, { name: 'before begin', chunkNo: 12 } as const];
      const worker = await system.startWorker({ stopAt });
      const job = await system.start({ throttleMs: 100 });
      await worker.atCheckpoint();
      await temporal.stop();
      // The batch commits while nobody can be told; its answer, or another attempt of it, comes later.
      worker.goOn();
      await eventually(async () => (await system.job(job.id)).processed === 40);
      await delay(AWAY_MS); // the outage itself
      await temporal.startAgain();
      await eventually(async () => (await system.job(job.id)).processed >= 100);
      await temporal.stop();
      await delay(AWAY_MS);
      expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });
      await temporal.startAgain();
      await worker.told((message) => message.kind === 'checkpoint' && message.chunkNo === 12);
      worker.goOn();

      await population.expectDoneOnce(job);
      await eventuallyInTemporal(async () => (await workflowOf(system, job).describe()).status.name === 'COMPLETED');
    });
  }));
