import { expect, test } from '@jest/globals';
import type { Canary } from '../../src/operations/canary.js';
import type { Job } from '../../src/operations/job.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { detailsOf, jobWhen, numbered } from '../support/job-looks.js';
import { type MessageStandIn, withMessageStandIn } from '../support/message-stand-in.js';
import { expectEachOnce, messagePolicy, startMessages } from '../support/sent-messages.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

/** Longer than any test: what ends the wait is what the test says. */
const CANARY: Canary = { recipients: 15, maxFailedPercent: 20, waitSeconds: 3_600 };
const REASON = 'canary: of the first 15 messages 0 have failed, 15 have no outcome yet';

const waits = ({ holdReason }: Job): boolean => holdReason?.startsWith('canary: ') ?? false;

/** What webhooks would say of all that was sent so far. */
async function becomes({ dataSource }: System, job: Job, state: string): Promise<void> {
  await dataSource.query(
    `UPDATE outbox SET state = $2::message_state, failed_by = CASE $2 WHEN 'failed' THEN 'webhook' END
      WHERE job_id = $1 AND state = 'accepted'`,
    [job.id, state],
  );
}

function withCanary(
  policy: Parameters<typeof messagePolicy>[0],
  work: (system: System, standIn: MessageStandIn) => Promise<void>,
): Promise<void> {
  return withSystem({ policies: messagePolicy(policy) }, (system) =>
    withMessageStandIn((standIn) => work(system, standIn)),
  );
}

const next = async (system: System, job: Job): Promise<[{ seq: number }]> => [{ seq: await numbered(system, job) }];

test('four streams send to the first people alone, wait over kills and roll-overs, and go on when all have arrived', () =>
  withCanary({ parallelism: 4, maxRuntimeSeconds: 1, lockTtlSeconds: 60 }, async (system, standIn) => {
    const worker = await system.startWorker();
    const job = await startMessages(system, standIn, 100, { canary: CANARY });
    expect(await jobWhen(system, job, waits)).toMatchObject({
      ...{ status: 'running', processed: 15, succeeded: 15, holdReason: REASON, canaryOutcome: null },
    });
    await eventuallyInTemporal(async () =>
      (await detailsOf(workflowOf(system, job))).includes(`> Waits: ${REASON}. Next look at `),
    );
    const { runId } = await workflowOf(system, job).describe();
    await worker.kill();
    await system.startWorker();
    const looked = (await system.job(job.id)).nextLookAt!;
    await jobWhen(system, job, ({ nextLookAt }) => nextLookAt! > looked);
    await eventuallyInTemporal(async () => (await workflowOf(system, job).describe()).runId !== runId);
    expect(standIn.requests()).toBe(15);
    await becomes(system, job, 'delivered');
    const ended = await system.finished(job.id);
    expect(ended).toMatchObject({ status: 'completed', total: 100, succeeded: 100, canaryOutcome: 'passed' });
    expect(standIn.requests()).toBe(100);
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('a job whose first messages fail pauses itself, says why, and goes on without another look when resumed', () =>
  withCanary({ parallelism: 2 }, async (system, standIn) => {
    await system.startWorker();
    const job = await startMessages(system, standIn, 60, { canary: CANARY });
    await jobWhen(system, job, waits);
    await becomes(system, job, 'failed');
    const paused = await jobWhen(system, job, ({ status }) => status === 'paused');
    const pauseReason = 'canary: of the first 15 messages 15 have failed or have no known outcome, more than 20 %';
    expect(paused).toMatchObject({ pauseReason, canaryOutcome: 'failed', holdReason: null, processed: 15 });
    const workflow = workflowOf(system, job);
    await eventuallyInTemporal(async () => {
      const details = await detailsOf(workflow);
      return details.includes('**paused**') && details.includes('more than 20 %. Resume or cancel it');
    });
    expect(standIn.requests()).toBe(15);
    await workflow.executeUpdate(resumeUpdate, { args: await next(system, job) });
    const ended = await system.finished(job.id);
    expect(ended).toMatchObject({ status: 'completed', succeeded: 60, pauseReason: null, canaryOutcome: 'failed' });
    expect(standIn.requests()).toBe(60);
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('webhooks that never come are waited for until the wait is over, and the job goes on by the answers', () =>
  withCanary({}, async (system, standIn) => {
    await system.startWorker();
    const job = await startMessages(system, standIn, 40, { canary: { ...CANARY, waitSeconds: 1 } });
    const ended = await system.finished(job.id);
    expect(ended).toMatchObject({ status: 'completed', succeeded: 40, canaryOutcome: 'passed' });
    expect(Number(ended.finishedAt)).toBeGreaterThan(Number(ended.canaryUntil));
    await expectEachOnce(system, ended, standIn);
  }));

test('pause, resume and cancel take effect in the wait', () =>
  withCanary({}, async (system, standIn) => {
    await system.startWorker();
    const job = await startMessages(system, standIn, 40, { canary: CANARY });
    const workflow = workflowOf(system, job);
    // So many looks that the next one is at least 8 s away.
    await jobWhen(system, job, ({ heldSince, nextLookAt }) => Number(nextLookAt) - Number(heldSince) > 15_000);
    await workflow.executeUpdate(pauseUpdate, { args: await next(system, job) });
    expect(await jobWhen(system, job, ({ status }) => status === 'paused')).toMatchObject({ pauseReason: null });
    await workflow.executeUpdate(resumeUpdate, { args: await next(system, job) });
    await jobWhen(system, job, waits);
    await askToCancel(system, job);
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'cancelled', succeeded: 15, notAttempted: 25, canaryOutcome: null },
    });
    await eventually(() => standIn.requests() === 15);
    await system.lockGone('canary_message');
  }));
