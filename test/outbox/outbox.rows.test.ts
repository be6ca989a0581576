import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { SendOutcome } from '../../src/channels/send-outcome.js';
import { Business } from '../../src/db/business.js';
import { lockPrepared, markSending, markSkipped, putBack, writeOutcome } from '../../src/db/repositories/outbox.js';
import {
  countMessages,
  endLeases,
  insertFailedMessages,
  insertMessages,
  listPrepared,
  readFailures,
} from '../../src/db/repositories/outbox-chunks.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const onShared = share<TestDatabase>((use) => withDatabase(use));

const chunkOf = (jobId: string, chunkNo = 1, streamNo = 1) => ({ businessId: 1, jobId, streamNo, chunkNo });

interface Outbox {
  readonly jobId: string;
  readonly business: Business;
  readonly superuser: TestDatabase['dataSource'];
  /** `state code` by target. */
  readonly states: () => Promise<Record<number, string>>;
}

function withOutbox(work: (outbox: Outbox) => Promise<void>): Promise<void> {
  return onShared(async (database) => {
    const jobId = randomUUID();
    await work({
      ...{ jobId, business: new Business(await database.as('bulkgate_worker'), 1), superuser: database.dataSource },
      async states() {
        const rows = await database.dataSource.query<{ id: number; state: string }[]>(
          `SELECT target_id AS id, concat_ws(' ', state, code) AS state FROM outbox WHERE job_id = $1 ORDER BY 1`,
          [jobId],
        );
        return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
      },
    });
  });
}

test('a job has one message for each address: the first target has it, also of a later chunk, and of another one that was skipped', () =>
  withOutbox(async ({ jobId, business, states }) => {
    await business.transaction((sql) =>
      insertMessages(sql, chunkOf(jobId), [
        { targetId: 4, address: 'A' },
        { targetId: 2, address: 'A' },
        { targetId: 3, address: 'B' },
        { targetId: 1, skipped: 'no_consent' },
      ]),
    );
    await business.transaction(async (sql) => {
      await insertMessages(sql, chunkOf(jobId, 2), [
        { targetId: 11, address: 'B' },
        { targetId: 12, address: 'C' },
      ]);
      await markSkipped(sql, { businessId: 1, jobId, targetId: 3 }, 'opted_out');
    });
    await business.transaction((sql) => insertMessages(sql, chunkOf(jobId, 3), [{ targetId: 21, address: 'B' }]));
    expect(await states()).toEqual({
      ...{ 1: 'skipped no_consent', 2: 'prepared', 3: 'skipped opted_out', 4: 'skipped duplicate' },
      ...{ 11: 'skipped duplicate', 12: 'prepared', 21: 'prepared' },
    });
    // Another job may reach them as well.
    await business.transaction((sql) => insertMessages(sql, chunkOf(randomUUID()), [{ targetId: 2, address: 'A' }]));
  }));

test('two streams that have addresses in common do not deadlock, in whichever order their targets have them', () =>
  withOutbox(async ({ jobId, business, states }) => {
    const ROUNDS = 5;
    const COUNT = 3_000;
    for (let round = 1; round <= ROUNDS; round++) {
      const addresses = Array.from({ length: COUNT }, (_, n) => `address-${round}-${n}`);
      const insert = (streamNo: number, given: readonly string[]) =>
        business.transaction((sql) =>
          insertMessages(
            sql,
            chunkOf(jobId, round, streamNo),
            given.map((address, index) => ({ targetId: (streamNo * 10 + round) * COUNT + index, address })),
          ),
        );
      await Promise.all([insert(1, addresses), insert(2, [...addresses].reverse())]);
    }
    const all = Object.values(await states());
    expect(all.filter((state) => state === 'prepared')).toHaveLength(ROUNDS * COUNT);
    expect(all.filter((state) => state === 'skipped duplicate')).toHaveLength(ROUNDS * COUNT);
  }));

const OUTCOMES: Record<string, SendOutcome> = {
  accepted: { kind: 'accepted', reference: 'theirs' },
  refused: { kind: 'refused', code: 'no', stopsJob: false, isOptOut: false },
  'not processed': { kind: 'not processed', code: 'later', retryAfterMs: 60_000, onlyPerson: true },
  unknown: { kind: 'unknown', code: 'lost' },
};

test('an outcome is accepted from its own claim alone, also when the lease has ended, and never when a webhook was faster', () =>
  withOutbox(async ({ jobId, business, superuser, states }) => {
    const attempt = randomUUID();
    const before = ['sending', 'unknown', 'sent', 'delivered', 'failed'];
    const outcomes = Object.entries(OUTCOMES);
    const cases = before.flatMap((state, row) =>
      outcomes.map(([, outcome], column) => ({ state, outcome, targetId: row * 10 + column })),
    );
    await insertMessages(
      business,
      chunkOf(jobId),
      cases.map(({ targetId }) => ({ targetId, address: `to-${targetId}` })),
    );
    for (const { state, targetId, outcome } of cases) {
      const id = { businessId: 1, jobId, targetId };
      await markSending(business, id, attempt);
      await superuser.query(
        `UPDATE outbox SET state = $2::message_state, failed_by = CASE WHEN $2 = 'failed' THEN 'webhook' END,
                lease_until = CASE WHEN $2 = 'sending' THEN now() END
          WHERE job_id = $1 AND target_id = $3`,
        [jobId, state, targetId],
      );
      await writeOutcome(business, id, randomUUID(), outcome);
    }
    expect(Object.values(await states())).toEqual(cases.map(({ state }) => state));
    for (const { targetId, outcome } of cases) {
      await writeOutcome(business, { businessId: 1, jobId, targetId }, attempt, outcome);
    }
    expect(Object.values(await states())).toEqual([
      ...['accepted', 'failed no', 'prepared later', 'unknown lost'],
      // Not sent, and not to be sent any more.
      ...['accepted', 'failed no', 'failed later', 'unknown lost'],
      ...['sent', 'delivered', 'failed'].flatMap((state) => Array<string>(4).fill(state)),
    ]);
    expect(await listPrepared(business, chunkOf(jobId))).toMatchObject({ due: [] });
    const { nextDueInMs } = await listPrepared(business, chunkOf(jobId));
    expect(nextDueInMs).toBeGreaterThan(30_000);
    // What a webhook has called failed is no matter for a retry.
    expect((await readFailures(business, chunkOf(jobId))).map(({ code }) => code)).toEqual(['no', 'no', 'later']);
  }));

test('a lease ends by the clock of PostgreSQL, and only what is being sent has one', () =>
  withOutbox(async ({ jobId, business, superuser, states }) => {
    const targets = [1, 2, 3];
    const chunk = chunkOf(jobId);
    await insertMessages(
      business,
      chunk,
      targets.map((targetId) => ({ targetId, address: `to-${targetId}` })),
    );
    expect(await endLeases(business, chunk)).toBeNull();
    const attempt = randomUUID();
    for (const targetId of [1, 2]) await markSending(business, { businessId: 1, jobId, targetId }, attempt);
    await superuser.query('UPDATE outbox SET lease_until = now() WHERE job_id = $1 AND target_id = 1', [jobId]);
    const leftMs = await endLeases(business, chunk);
    expect(leftMs).toBeGreaterThan(30_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
    expect(await states()).toEqual({ 1: 'unknown lost_worker', 2: 'sending', 3: 'prepared' });
    expect(await countMessages(business, chunk)).toEqual({ unsettled: 2, succeeded: 0, failed: 1 });
  }));

test('a message is claimed by one attempt alone, and put back by it alone', () =>
  withOutbox(async ({ jobId, business, states }) => {
    const id = { businessId: 1, jobId, targetId: 1 };
    await insertMessages(business, chunkOf(jobId), [{ targetId: 1, address: 'A' }]);
    const claims = await Promise.all(
      Array.from({ length: 10 }, () =>
        business.transaction(async (sql) => {
          if (!(await lockPrepared(sql, id))) return false;
          await markSending(sql, id, randomUUID());
          return true;
        }),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    await putBack(business, id, randomUUID());
    expect(await states()).toEqual({ 1: 'sending' });
  }));

test('a message that was claimed and has not left the house is a failure of the house where it may not be sent any more', () =>
  withOutbox(async ({ jobId, business, superuser, states }) => {
    const id = { businessId: 1, jobId, targetId: 1 };
    const claimId = randomUUID();
    await insertMessages(business, chunkOf(jobId), [{ targetId: 1, address: 'A' }]);
    await markSending(business, id, claimId);
    await superuser.query(`UPDATE outbox SET state = 'unknown', lease_until = NULL WHERE job_id = $1`, [jobId]);
    await putBack(business, id, randomUUID());
    expect(await states()).toEqual({ 1: 'unknown' });
    await putBack(business, id, claimId);
    expect(await states()).toEqual({ 1: 'failed not_sent' });
    expect(await superuser.query('SELECT failed_by FROM outbox WHERE job_id = $1', [jobId])).toEqual([
      { failed_by: 'house' },
    ]);
  }));

test('targets for which nothing was composed are failures of the house', () =>
  withOutbox(async ({ jobId, business, states }) => {
    await insertFailedMessages(business, chunkOf(jobId), [{ targetId: 1, code: 'canary_refused' }]);
    expect(await states()).toEqual({ 1: 'failed canary_refused' });
    expect(await readFailures(business, chunkOf(jobId))).toEqual([{ targetId: 1, code: 'canary_refused' }]);
  }));

test('the states have a rank, so that GREATEST raises one and never lowers it', () =>
  withOutbox(async ({ superuser }) => {
    const [states] = await superuser.query<{ inOrder: string }[]>(
      `SELECT array_to_string(enum_range(NULL::message_state), ' < ') AS "inOrder"`,
    );
    expect(states!.inOrder).toBe(
      'skipped < prepared < sending < unknown < accepted < sent < failed < delivered < read',
    );
  }));
