import { expect, test } from '@jest/globals';
import type { CheckpointName } from '../../src/activities/checkpoint.js';
import { eventually } from '../support/eventually.js';
import { sessions } from '../support/locks.js';
import { withMessageStandIn } from '../support/message-stand-in.js';
import { endLeases, expectEachOnce, messagePolicy, startMessages } from '../support/sent-messages.js';
import { type System, withSystem } from '../support/system.js';

const MOMENTS: readonly CheckpointName[] = [
  ...(['before begin', 'batch opened', 'before composed', 'composed', 'before claim', 'claimed'] as const),
  ...(['answered', 'outcome written', 'before commit', 'after commit'] as const),
];

/** Of a worker that was killed, once PostgreSQL has noticed it. */
async function endLeasesOfDead(system: System): Promise<void> {
  await eventually(async () => (await sessions(system.dataSource, `application_name = 'test-worker'`)) === 0);
  await endLeases(system);
}

test(
  'a worker is killed at every moment of a chunk: nobody is reached twice, and what nobody knows is unknown',
  () =>
    withSystem({ policies: messagePolicy() }, (system) =>
      withMessageStandIn(async (standIn) => {
        const count = (MOMENTS.length + 2) * 10;
        const job = await startMessages(system, standIn, count);
        for (const [index, name] of MOMENTS.entries()) {
          const worker = await system.startWorker({ stopAt: { name, chunkNo: index + 1 } });
          await worker.atCheckpoint();
          await worker.kill();
          await endLeasesOfDead(system);
        }
        await system.startWorker();
        const ended = await system.finished(job.id);
        expect(ended).toMatchObject({ status: 'completed', lastError: null, total: count, skipped: 0 });
        await expectEachOnce(system, ended, standIn);
        // At the moment `claimed` at least one was under way, and its worker never knew what became of it.
        expect(ended.failed).toBeGreaterThan(0);
        expect(standIn.requests()).toBeLessThanOrEqual(count);
      }),
    ),
  300_000,
);

test(
  'a worker is frozen at every moment of a chunk and wakes up when another one has ended the job: nobody is reached twice',
  () =>
    withSystem({ policies: messagePolicy() }, (system) =>
      withMessageStandIn(async (standIn) => {
        const jobs = await Promise.all(
          MOMENTS.map(async (name, index) => {
            const job = await startMessages(system, standIn, 25, { businessId: index + 1 });
            return { name, job };
          }),
        );
        const stopAt = jobs.map(({ name, job }) => ({ name, chunkNo: 2, jobId: job.id }));
        const frozen = await system.startWorker({ stopAt });
        for (const { job } of jobs) await frozen.atCheckpoint(job.id);
        frozen.freeze();
        try {
          await system.startWorker();
          for (const { job } of jobs) {
            await eventually(async () => {
              await endLeases(system);
              return (await system.job(job.id)).status === 'completed';
            }, 120_000);
          }
        } finally {
          frozen.thaw();
        }
        frozen.goOn();
        // It ends what it is at.
        await frozen.stop();
        for (const { job } of jobs) {
          const ended = await system.finished(job.id);
          expect(ended).toMatchObject({ status: 'completed', total: 25, skipped: 0 });
          await expectEachOnce(system, ended, standIn);
        }
      }),
    ),
  300_000,
);
