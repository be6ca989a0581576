import { expect, test } from '@jest/globals';
import { asyncLocalStorage, type Context } from '@temporalio/activity';
import type { BatchDependencies } from '../../src/activities/batch-activities.js';
import type { CheckpointName } from '../../src/activities/checkpoint.js';
import type { BatchInput, BatchResult } from '../../src/operations/batch.js';
import type { Canary } from '../../src/operations/canary.js';
import { moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { type MessageJob, messageJob } from '../support/message-job.js';
import { type MessageStandIn, withMessageStandIn } from '../support/message-stand-in.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { type TestRedis, withRedis } from '../support/test-redis.js';

const onShared = share<{ redis: TestRedis; database: TestDatabase }>((use) =>
  withRedis((redis) => withDatabase((database) => use({ redis, database }))),
);

let businesses = 0;

interface Stage {
  readonly job: MessageJob;
  readonly standIn: MessageStandIn;
  /** Whatever webhooks would say of all that was sent. */
  readonly becomes: (state: string) => Promise<void>;
  /** The wait has been over for a second. */
  readonly endWait: () => Promise<void>;
}

function withCanary(
  moods: readonly string[],
  { recipients = 5, maxFailedPercent = 20, waitSeconds = 3_600 }: Partial<Canary>,
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  return onShared(({ redis: { redis }, database }) =>
    withMessageStandIn(async (standIn) => {
      const job = await messageJob({
        ...{ dataSource: await database.as('bulkgate_worker'), superuser: database.dataSource, redis },
        ...{ url: standIn.url, businessId: ++businesses, moods },
        canary: { recipients, maxFailedPercent, waitSeconds },
      });
      const update = async (statement: string, parameters: unknown[]): Promise<void> =>
        void (await database.dataSource.query(statement, parameters));
      await work({
        ...{ job, standIn },
        becomes: (state) =>
          update(
            `UPDATE outbox SET state = $2::message_state, failed_by = CASE $2 WHEN 'failed' THEN 'webhook' END
              WHERE job_id = $1 AND state IN ('accepted', 'sent')`,
            [job.id, state],
          ),
        endWait: () =>
          update(`UPDATE jobs SET canary_until = clock_timestamp() - interval '1 s' WHERE id = $1`, [job.id]),
      });
    }),
  );
}

/** A batch of several chunks beats between them, which takes an activity around it. */
function batch({ job }: Stage, changed: Partial<BatchInput> = {}, dependencies: Partial<BatchDependencies> = {}) {
  const activity = { heartbeat: () => undefined } as Partial<Context> as Context;
  return asyncLocalStorage.run(activity, () =>
    job.activities(dependencies).processCanary({ ...job.batch, ...changed }),
  );
}

/** Where the one before has ended. */
const after = ({ nextChunkNo: chunkNo, nextCursor: cursor }: BatchResult) => ({ chunkNo, cursor });

const well = (count: number): string[] => Array<string>(count).fill('well');
const REASON = 'canary: of the first 5 messages 0 have failed, 5 have no outcome yet';

test('exactly the first people are sent to, whoever is skipped among them; then the job waits for webhooks', () =>
  withCanary([...well(2), 'no consent', 'at A', 'at A', 'no consent', ...well(20)], {}, async (stage) => {
    const { job, standIn, becomes } = stage;
    // Up to the fifth message, which is that of the eighth canary.
    const first = await batch(stage);
    expect(first).toMatchObject({ processed: 8, succeeded: 5, skipped: 3, exhausted: false });
    expect(first.hold).toEqual({ kind: 'canary', reason: REASON });
    expect(first.row).toMatchObject({ isCanary: true });
    expect(standIn.taken).toHaveLength(5);
    expect(await job.messages()).toHaveLength(8);
    expect(await job.row()).toMatchObject({ processed: 8, holdReason: REASON });
    expect(await batch(stage, after(first))).toMatchObject({ processed: 0, hold: { kind: 'canary' } });
    expect(standIn.requests()).toBe(5);
    await becomes('delivered');
    const rest = await batch(stage, after(first));
    expect(rest).toMatchObject({ processed: 18, succeeded: 18, exhausted: true });
    expect(rest.row).not.toHaveProperty('isCanary');
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('the first people are counted over all chunks, and a failure of the house is one of them', () =>
  withCanary(['refused', ...well(20)], { recipients: 6 }, async (stage) => {
    expect(await batch(stage, { chunkSize: 4, batchSize: 100 })).toMatchObject({
      ...{ processed: 6, succeeded: 5, failed: 1, nextChunkNo: 3 },
      hold: { kind: 'canary' },
    });
    expect(stage.standIn.taken).toHaveLength(5);
  }));

test('too many failures pause the job once, also where the answer is lost; resumed it looks no more', () =>
  withCanary(well(12), {}, async (stage) => {
    const { job, standIn, becomes } = stage;
    const first = await batch(stage);
    await becomes('failed');
    const pauseReason = 'canary: of the first 5 messages 5 have failed or have no known outcome, more than 20 %';
    const paused = await batch(stage, after(first));
    expect(paused).toMatchObject({ isPaused: true, processed: 0, row: { status: 'paused', pauseReason } });
    expect(paused.row).not.toHaveProperty('isCanary');
    expect(await batch(stage, after(first))).toEqual(paused);
    expect(await job.row()).toMatchObject({ status: 'paused', pauseReason, holdReason: null });
    expect(standIn.requests()).toBe(5);
    expect(await moveTo(job.business, job.id, 'running')).toBe(true);
    expect(await job.row()).toMatchObject({ status: 'running', pauseReason: null });
    expect(await batch(stage, after(first))).toMatchObject({ processed: 7, succeeded: 7, exhausted: true });
  }));

test.each<[string, { lost?: boolean }, object]>([
  ['is accepted goes on', {}, { processed: 7, isPaused: false }],
  ['has lost its answers pauses', { lost: true }, { processed: 0, isPaused: true }],
])('at the end of a wait without webhooks a job that %s', (_, { lost = false }, expected) =>
  withCanary(well(12), {}, async (stage) => {
    if (lost) stage.standIn.answerWith((_message, no) => (no <= 5 ? 'lost after' : undefined));
    const first = await batch(stage);
    expect(first).toMatchObject({ processed: 5, hold: { kind: 'canary' } });
    await stage.endWait();
    expect(await batch(stage, after(first))).toMatchObject(expected);
  }),
);

test.each<[string, CheckpointName]>([
  ['composed', 'before composed'],
  ['sent', 'answered'],
])('an attempt that dies while the first messages are %s leaves the next one no more than those', (_, moment) =>
  withCanary(well(12), {}, async (stage) => {
    let isDead = false;
    const checkpoint: BatchDependencies['checkpoint'] = (name) => {
      if (isDead || name !== moment) return;
      isDead = true;
      throw new Error('dead');
    };
    await batch(stage, {}, { checkpoint }).catch(() => undefined);
    expect(isDead).toBe(true);
    await batch(stage);
    expect(stage.standIn.requests()).toBe(5);
  }),
);
