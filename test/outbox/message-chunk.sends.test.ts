import { expect, test } from '@jest/globals';
import type { BatchDependencies } from '../../src/activities/batch-activities.js';
import type { CheckpointName } from '../../src/activities/checkpoint.js';
import type { SendOutcome } from '../../src/channels/send-outcome.js';
import { openDataSource } from '../../src/db/data-source.js';
import { finishJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { writeOutcome } from '../../src/db/repositories/outbox.js';
import { FAILURE } from '../../src/operations/errors.js';
import type { ProviderAnswered } from '../../src/outbox/send-prepared.js';
import { withCommitLink } from '../support/commit-link.js';
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
  readonly superuser: TestDatabase['dataSource'];
  /** Does this once, at the first message that comes to the moment. */
  readonly at: (moment: CheckpointName, work: () => unknown) => Partial<BatchDependencies>;
  /** The same, and no other message comes further meanwhile. */
  readonly atRest: (moment: CheckpointName, work: () => unknown) => Partial<BatchDependencies>;
  readonly failures: () => Promise<string[]>;
}

function withJob(moods: readonly string[], work: (stage: Stage) => Promise<void>, chunkSize?: number): Promise<void> {
  return onShared(({ redis: { redis }, database }) =>
    withMessageStandIn(async (standIn) => {
      const job = await messageJob({
        ...{ dataSource: await database.as('bulkgate_worker'), superuser: database.dataSource, redis },
        ...{ url: standIn.url, businessId: ++businesses, moods, ...(chunkSize === undefined ? {} : { chunkSize }) },
      });
      await work({
        ...{ job, standIn, superuser: database.dataSource },
        at(moment, once) {
          let isDone = false;
          return {
            async checkpoint(name) {
              if (isDone || name !== moment) return;
              isDone = true;
              await once();
            },
          };
        },
        atRest(moment, once) {
          let doing: Promise<unknown> | undefined;
          return {
            async checkpoint(name) {
              if (name === moment) doing ??= Promise.resolve(once());
              await doing;
            },
          };
        },
        async failures() {
          const rows = await database.dataSource.query<{ code: string }[]>(
            'SELECT code FROM job_failures WHERE job_id = $1 ORDER BY target_id',
            [job.id],
          );
          return rows.map(({ code }) => code);
        },
      });
    }),
  );
}

const well = (count: number): string[] => Array<string>(count).fill('well');

test('each message is sent once and its outcome written; counters are those of the outcomes', () =>
  withJob([...well(5), 'no consent', 'at A', 'at A', 'refused', 'unreadable'], async (stage) => {
    const { job, standIn, failures } = stage;
    standIn.answerWith(({ address }) =>
      address === 'A' ? { kind: 'refused', code: '131026', stopsJob: false, isOptOut: false } : undefined,
    );
    expect(await job.activities().processChunks(job.batch)).toMatchObject({
      ...{ processed: 10, succeeded: 5, failed: 3, skipped: 2, nextChunkNo: 2, exhausted: true, isPaused: false },
    });
    expect(await job.messages()).toEqual([
      ...Array<string>(5).fill('accepted'),
      ...['skipped no_consent', 'failed 131026', 'skipped duplicate', 'failed canary_refused', 'failed SQLSTATE 22012'],
    ]);
    expect(await failures()).toEqual(['131026', 'canary_refused', 'SQLSTATE 22012']);
    expect(standIn.taken).toHaveLength(5);
    expect(standIn.reachedTwice()).toEqual([]);
    expect(await job.row()).toMatchObject({ processed: 10, succeeded: 5, failed: 3, skipped: 2 });
    // What is in the ledger is taken over.
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 10, nextChunkNo: 2 });
    expect(standIn.requests()).toBe(6);
  }));

test('an answer that is lost leaves the message unknown: it counts as failed, is not sent again, and is no matter for a retry', () =>
  withJob(well(4), async ({ job, standIn, failures }) => {
    standIn.answerWith((_, no) => (no === 1 ? 'lost before' : no === 2 ? 'lost after' : undefined));
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 4, succeeded: 2, failed: 2 });
    expect((await job.messages()).sort()).toEqual([
      ...Array<string>(2).fill('accepted'),
      ...Array<string>(2).fill('unknown answer_lost'),
    ]);
    expect(await failures()).toEqual([]);
    expect(standIn.requests()).toBe(4);
  }));

test('a send that throws leaves the message unknown', () =>
  withJob(well(1), async ({ job, standIn }) => {
    standIn.answerWith(() => 'nonsense');
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 1, failed: 1 });
    expect(await job.messages()).toEqual(['unknown SyntaxError']);
    expect(standIn.requests()).toBe(1);
  }));

test('what the provider has not processed is sent later, and the job waits for it', () =>
  withJob(well(20), async ({ job, standIn }) => {
    standIn.answerWith((_, no) =>
      no === 3 ? { kind: 'not processed', code: '130429', retryAfterMs: 60_000, onlyPerson: false } : undefined,
    );
    const held = await job.activities().processChunks(job.batch);
    expect(held).toMatchObject({ processed: 0, nextChunkNo: 1, nextCursor: 0, hold: { kind: 'provider_pace' } });
    expect(await job.row()).toMatchObject({ holdReason: held.hold!.reason, processed: 0 });
    const messages = await job.messages();
    expect(messages.filter((message) => message === 'prepared 130429')).toHaveLength(1);
    expect(messages.filter((message) => message.startsWith('prepared')).length).toBeGreaterThanOrEqual(1);
    expect(messages.filter((message) => message === 'sending')).toEqual([]);
  }));

test('a wait for one person stops nobody else', () =>
  withJob(well(6), async ({ job, standIn, superuser }) => {
    standIn.answerWith((_, no) =>
      no === 1 ? { kind: 'not processed', code: '131056', retryAfterMs: 50_000, onlyPerson: true } : undefined,
    );
    expect(await job.activities().processChunks(job.batch)).toMatchObject({
      processed: 0,
      hold: { kind: 'provider_pace' },
    });
    expect((await job.messages()).sort()).toEqual([...Array<string>(5).fill('accepted'), 'prepared 131056']);
    await superuser.query('UPDATE outbox SET due_at = now() WHERE job_id = $1', [job.id]);
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 6, succeeded: 6 });
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('a code that says that nobody else can be reached ends the job with it', () =>
  withJob(well(30), async ({ job, standIn }) => {
    standIn.answerWith(() => ({ kind: 'refused', code: '131031', stopsJob: true, isOptOut: false }));
    await expect(job.activities().processChunks(job.batch)).rejects.toMatchObject({
      ...{ type: FAILURE.batchImpossible, message: 'the provider refuses all messages: 131031' },
    });
    const messages = await job.messages();
    // Those that were under way with it, and no other.
    expect(messages.filter((message) => message === 'failed 131031').length).toBeLessThanOrEqual(8);
    expect(messages).toContain('prepared');
    await finishJob(job.business, job.id, 'failed', 'refused');
    const failed = messages.filter((message) => message === 'failed 131031').length;
    expect(await job.row()).toMatchObject({ status: 'failed', processed: failed, failed, notAttempted: 30 - failed });
    expect(await job.messages()).toEqual(Array<string>(failed).fill('failed 131031'));
  }));

test.each(['cancel', 'pause', 'end'] as const)(
  'a %s in the midst of a chunk claims nothing more and leaves it open',
  (asked) =>
    withJob(well(40), async ({ job, standIn, superuser, atRest }) => {
      const stop = {
        cancel: () => superuser.query('UPDATE jobs SET cancel_requested_at = now() WHERE id = $1', [job.id]),
        pause: () => moveTo(job.business, job.id, 'pausing', 1, 1),
        end: () => superuser.query('UPDATE jobs SET ending_at = now() WHERE id = $1', [job.id]),
      }[asked];
      const attempt = job.activities(atRest('answered', stop)).processChunks(job.batch);
      if (asked === 'end') await expect(attempt).rejects.toMatchObject({ type: FAILURE.jobNotLive });
      else {
        expect(await attempt).toMatchObject({
          ...{ processed: 0, nextChunkNo: 1, nextCursor: 0, isPaused: false, stopRequested: asked === 'cancel' },
        });
      }
      const messages = await job.messages();
      expect(messages).not.toContain('sending');
      expect(messages.filter((message) => message === 'accepted')).toHaveLength(standIn.taken.length);
      expect(messages).toContain('prepared');
    }),
);

test('consent that goes after a message was composed keeps it from being sent', () =>
  withJob(well(3), async ({ job, standIn, superuser, at }) => {
    const withdraw = () =>
      superuser.query(`UPDATE canaries SET mood = 'no consent' WHERE business_id = $1`, [job.batch.businessId]);
    expect(await job.activities(at('composed', withdraw)).processChunks(job.batch)).toMatchObject({ skipped: 3 });
    expect(standIn.requests()).toBe(0);
  }));

test('an attempt ends with its time, and the next one goes on with what is left', () =>
  withJob(well(30), async ({ job, standIn }) => {
    for (let attempts = 0; ; attempts++) {
      const done = await job.activities().processChunks({ ...job.batch, maxBatchMs: 1 });
      if (done.nextChunkNo === 1) continue;
      expect(done).toMatchObject({ processed: 30, succeeded: 30 });
      expect(attempts).toBeGreaterThan(0);
      break;
    }
    expect(standIn.taken).toHaveLength(30);
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('a message of a dead attempt is waited for until its lease has ended, by the clock of PostgreSQL, and is unknown then', () =>
  withJob(well(12), async ({ job, standIn, superuser, at }) => {
    const died = job.activities(at('claimed', () => Promise.reject(new Error('died')))).processChunks(job.batch);
    await expect(died).rejects.toThrow();
    expect((await job.messages()).filter((message) => message === 'sending')).toHaveLength(1);
    const held = await job.activities().processChunks(job.batch);
    expect(held).toMatchObject({ processed: 0, hold: { kind: 'lost_answer' } });
    await superuser.query('UPDATE outbox SET lease_until = now() WHERE lease_until IS NOT NULL AND job_id = $1', [
      job.id,
    ]);
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 12, succeeded: 11, failed: 1 });
    expect(await job.messages()).toContain('unknown lost_worker');
    expect(standIn.taken).toHaveLength(11);
  }));

test('a message that was claimed and not sent for 5 s is not sent any more where its job has ended, and else is sent later', () =>
  withJob(well(1), (ended) =>
    withJob(well(1), async (live) => {
      const clock = ownClock();
      try {
        const endMeanwhile = async (): Promise<void> => {
          await finishJob(ended.job.business, ended.job.id, 'failed', 'terminated');
          clock.goOn(6_000);
        };
        const late = ended.job.activities(ended.at('claimed', endMeanwhile)).processChunks(ended.job.batch);
        await expect(late).rejects.toMatchObject({ type: FAILURE.jobNotLive });
        expect(ended.standIn.requests()).toBe(0);
        expect(await ended.job.messages()).toEqual(['failed not_sent']);
        expect(
          await ended.job.business.query('SELECT failed_by FROM outbox WHERE job_id = $1', [ended.job.id]),
        ).toEqual([{ failed_by: 'house' }]);

        const goOn = (): void => clock.goOn(6_000);
        const done = await live.job.activities(live.at('claimed', goOn)).processChunks(live.job.batch);
        expect(done).toMatchObject({ processed: 1, succeeded: 1 });
        expect(live.standIn.requests()).toBe(1);
      } finally {
        clock.end();
      }
    }),
  ));

/** `performance.now` as a test says. */
function ownClock() {
  const { performance } = globalThis;
  const real = performance.now.bind(performance);
  let aheadMs = 0;
  performance.now = () => real() + aheadMs;
  return {
    goOn: (ms: number) => void (aheadMs += ms),
    end: () => void (performance.now = real),
  };
}

test('an outcome that reaches PostgreSQL when its message is claimed again changes nothing', () =>
  withJob(well(1), async ({ job, standIn, superuser }) => {
    const refusal = { kind: 'not processed', code: '131056', retryAfterMs: 0, onlyPerson: true } as const;
    standIn.answerWith((_, no) => (no === 1 ? refusal : undefined));
    const claims: { readonly targetId: number; readonly claimId: string }[] = [];
    const repeatRefusal: BatchDependencies['checkpoint'] = async (name) => {
      if (name !== 'claimed') return;
      const [claim] = await superuser.query<typeof claims>(
        'SELECT target_id AS "targetId", claim_id AS "claimId" FROM outbox WHERE job_id = $1',
        [job.id],
      );
      claims.push(claim!);
      if (claims.length === 1) return;
      const { targetId, claimId } = claims[0]!;
      expect(await writeOutcome(job.business, { ...job.batch, targetId }, claimId, refusal)).toBe(false);
    };
    expect(await job.activities({ checkpoint: repeatRefusal }).processChunks(job.batch)).toMatchObject({
      succeeded: 1,
    });
    expect(claims).toHaveLength(2);
    expect(standIn.requests()).toBe(2);
    expect(standIn.taken).toHaveLength(1);
  }));

test('an acceptance that cannot be written is reported, without its address', () =>
  withJob(well(1), async ({ job, superuser, at }) => {
    const reported: object[] = [];
    const webhook = `UPDATE outbox SET state = 'delivered', lease_until = NULL WHERE job_id = $1`;
    const activities = job.activities({
      ...at('answered', () => superuser.query(webhook, [job.id])),
      recordLateAnswer: (message) => void reported.push(message),
    });
    expect(await activities.processChunks(job.batch)).toMatchObject({ succeeded: 1 });
    const targetId: unknown = expect.any(Number);
    expect(reported).toEqual([{ businessId: job.batch.businessId, jobId: job.id, targetId }]);
  }));

test('what the provider makes of each request is reported, whatever becomes of the message', () =>
  withJob(well(4), async ({ job, standIn }) => {
    const waits: SendOutcome = { kind: 'not processed', code: '131056', retryAfterMs: 0, onlyPerson: true };
    const refused: SendOutcome = { kind: 'refused', code: '131026', stopsJob: false, isOptOut: false };
    standIn.answerWith((_, no) => [waits, refused, 'lost after' as const][no - 1]);
    const answered: string[] = [];
    const recordAnswer = ({ channel, outcome }: ProviderAnswered): void => void answered.push(`${channel} ${outcome}`);
    expect(await job.activities({ recordAnswer }).processChunks(job.batch)).toMatchObject({ succeeded: 2, failed: 2 });
    const accepted = ['none accepted', 'none accepted'];
    expect(answered.sort()).toEqual([...accepted, 'none not processed', 'none refused', 'none unknown']);
  }));

test('a job whose end would close no chunk opens none', () =>
  withJob(well(2), async ({ job, standIn, superuser }) => {
    await superuser.query('UPDATE jobs SET sends_messages = false WHERE id = $1', [job.id]);
    expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 0, nextChunkNo: 1 });
    expect(await job.messages()).toEqual([]);
    expect(standIn.requests()).toBe(0);
  }));

test('an answer of the provider is kept although PostgreSQL refuses it twice', () =>
  withJob(well(1), async ({ job, standIn, superuser }) => {
    // What a sequence has given out stays given out when the transaction is rolled back.
    await superuser.query(`
      CREATE SEQUENCE refusals;
      CREATE FUNCTION refuse_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.state = 'accepted' AND nextval('refusals') <= 2 THEN RAISE 'refused' USING ERRCODE = '57014'; END IF;
        RETURN NEW;
      END $$;
      GRANT USAGE ON SEQUENCE refusals TO bulkgate_worker;
      CREATE TRIGGER refuse_twice BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION refuse_twice()`);
    try {
      expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 1, succeeded: 1 });
      expect(standIn.requests()).toBe(1);
    } finally {
      await superuser.query('DROP FUNCTION refuse_twice CASCADE; DROP SEQUENCE refusals');
    }
  }));

test.each(['answer', 'question'] as const)(
  'a claim whose %s is lost at its COMMIT has sent nothing: the message is sent later',
  (lost) =>
    onShared(({ redis: { redis }, database }) =>
      withCommitLink(database.url, (link) =>
        withMessageStandIn(async (standIn) => {
          const settings = { url: link.url, poolSize: 10, tls: undefined };
          const dataSource = await openDataSource(settings, { applicationName: 'test', role: 'bulkgate_worker' });
          try {
            const given = { url: standIn.url, businessId: ++businesses, moods: well(1) };
            const job = await messageJob({ dataSource, superuser: database.dataSource, redis, ...given });
            const caught = link.catchCommitOf(`SET state = 'sending'`, lost, 'break');
            const attempt = job.activities().processChunks(job.batch);
            await caught;
            await expect(attempt).rejects.toMatchObject({ type: FAILURE.batchUnreachable });
            expect(await job.messages()).toEqual(['prepared']);
            expect(standIn.requests()).toBe(0);
            expect(await job.activities().processChunks(job.batch)).toMatchObject({ processed: 1, succeeded: 1 });
          } finally {
            await dataSource.destroy();
          }
        }),
      ),
    ),
);

/** As the workflow learns which targets have failed. */
function lastIdOf(failure: unknown): number {
  const { lastId } = (failure as { details: { lastId: number }[] }).details[0]!;
  expect(lastId).toBeGreaterThan(0);
  return lastId;
}

test('after five attempts in vain what was not sent has failed, and what was sent stands', () =>
  withJob(well(30), async ({ job, standIn, at, failures }) => {
    const died = job.activities(at('answered', () => Promise.reject(new Error('died')))).processChunks(job.batch);
    const failure = await died.catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: FAILURE.batchAttemptFailed });
    const given = { ...job.batch, code: 'Error', lastId: lastIdOf(failure) };
    const before = (await job.messages()).filter((message) => message === 'accepted').length;
    // The one whose outcome was not written is waited for.
    expect(await job.activities().recordFailedChunk(given)).toMatchObject({
      processed: 0,
      hold: { kind: 'lost_answer' },
    });
    await job.business.query('UPDATE outbox SET lease_until = now() WHERE lease_until IS NOT NULL');
    expect(await job.activities().recordFailedChunk(given)).toMatchObject({
      ...{ processed: 30, succeeded: before, failed: 30 - before, nextChunkNo: 2 },
    });
    expect(await failures()).toEqual(Array<string>(29 - before).fill('Error'));
    expect(standIn.reachedTwice()).toEqual([]);
  }));

test('a chunk for which nothing can be composed is recorded as failed, and nothing is sent', () =>
  withJob([...well(3), 'uncomposable'], async ({ job, standIn, failures }) => {
    const failure = await job
      .activities()
      .processChunks(job.batch)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: FAILURE.batchAttemptFailed });
    const given = { ...job.batch, code: 'SQLSTATE 38000', lastId: lastIdOf(failure) };
    expect(await job.activities().recordFailedChunk(given)).toMatchObject({ processed: 4, failed: 4, nextChunkNo: 2 });
    expect(await failures()).toHaveLength(4);
    expect(standIn.requests()).toBe(0);
  }));

test('two attempts of one chunk at once send each message once and close it once', () =>
  withJob(well(60), async ({ job, standIn }) => {
    const attempts = await Promise.allSettled([
      job.activities().processChunks(job.batch),
      job.activities().processChunks(job.batch),
    ]);
    const done = await job.activities().processChunks(job.batch);
    expect(done).toMatchObject({ processed: 60, succeeded: 60 });
    expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(standIn.taken).toHaveLength(60);
    expect(standIn.reachedTwice()).toEqual([]);
    expect(await job.row()).toMatchObject({ processed: 60, succeeded: 60 });
  }));
