import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { ChannelEvent } from '../../src/channels/channel-event.js';
import { Business } from '../../src/db/business.js';
import { recordChannelEvent } from '../../src/db/repositories/channel-events.js';
import { closeOpenChunks } from '../../src/db/repositories/open-chunks.js';
import { writeOutcome } from '../../src/db/repositories/outbox.js';
import { acceptedJob } from '../support/accepted-job.js';
import { type MessageInOutbox, messageInOutbox } from '../support/message-in-outbox.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const onShared = share<TestDatabase>((use) => withDatabase(use));

type State = ChannelEvent['state'];

let businesses = 0;

interface Stage {
  readonly message: MessageInOutbox;
  readonly businessId: number;
  readonly worker: Business;
  readonly superuser: TestDatabase['dataSource'];
  /** The webhook of a provider, as the API records it. */
  readonly hear: (state: State, about?: Partial<ChannelEvent>, businessId?: number) => Promise<void>;
  readonly be: (state: string, fields?: string) => Promise<void>;
  readonly row: () => Promise<Record<string, unknown>>;
  readonly events: () => Promise<string[]>;
}

function withMessage(work: (stage: Stage) => Promise<void>): Promise<void> {
  return onShared(async (database) => {
    const businessId = ++businesses;
    const { dataSource: superuser } = database;
    const message = await messageInOutbox(superuser, { businessId });
    const { jobId } = message;
    const api = await database.as('bulkgate_api');
    await work({
      ...{ message, businessId, worker: new Business(await database.as('bulkgate_worker'), businessId), superuser },
      hear: (state, about = {}, of = businessId) =>
        recordChannelEvent(new Business(api, of), 'whatsapp', {
          ...{ reference: message.reference, providerReference: 'theirs', state, happenedAt: new Date() },
          ...{ code: state === 'failed' ? '131026' : null, ...about },
        }),
      async be(state, fields = 'code = NULL') {
        await superuser.query(
          `UPDATE outbox SET state = $2::message_state, ${fields}, reference = NULL,
                  failed_by = CASE WHEN $2 = 'failed' THEN 'provider' END,
                  lease_until = CASE WHEN $2 = 'sending' THEN now() + interval '1 hour' END WHERE job_id = $1`,
          [jobId, state],
        );
      },
      async row() {
        const [row] = await superuser.query<Record<string, unknown>[]>(
          `SELECT state, code, failed_by AS "failedBy", reference, lease_until IS NOT NULL AS "hasLease" FROM outbox
            WHERE job_id = $1`,
          [jobId],
        );
        return row!;
      },
      async events() {
        const rows = await superuser.query<{ state: string }[]>(
          'SELECT state FROM channel_events WHERE business_id = $1 ORDER BY received_at',
          [businessId],
        );
        return rows.map(({ state }) => state);
      },
    });
  });
}

const RANK = ['prepared', 'sending', 'unknown', 'accepted', 'sent', 'failed', 'delivered', 'read'];
const HEARD = ['sent', 'failed', 'delivered', 'read'] as const;

test('a webhook raises the state of its message by rank, and never lowers it', () =>
  withMessage(async ({ hear, be, row }) => {
    for (const before of RANK) {
      for (const heard of HEARD) {
        await be(before);
        await hear(heard);
        const isRaised = RANK.indexOf(heard) > RANK.indexOf(before);
        const { state, code, failedBy, reference, hasLease } = await row();
        expect([before, heard, state, hasLease]).toEqual([
          ...[before, heard, isRaised ? heard : before, !isRaised && before === 'sending'],
        ]);
        if (isRaised) {
          const isFailed = heard === 'failed';
          expect([code, failedBy, reference]).toEqual([
            isFailed ? '131026' : null,
            isFailed ? 'webhook' : null,
            'theirs',
          ]);
        } else if (before === 'failed') {
          expect(failedBy).toBe('provider');
        }
      }
    }
  }));

test('what was skipped, or was never composed, stays what it is', () =>
  withMessage(async ({ hear, be, row }) => {
    await be('skipped', `code = 'opted_out'`);
    await hear('read');
    expect(await row()).toMatchObject({ state: 'skipped', code: 'opted_out' });
    await be('failed', `code = 'unreadable', address = NULL`);
    await hear('read');
    expect(await row()).toMatchObject({ state: 'failed', code: 'unreadable' });
  }));

test.each([
  ['doubled', ['sent', 'sent', 'delivered', 'delivered'], 'delivered'],
  ['out of order', ['read', 'sent', 'failed', 'delivered'], 'read'],
  ['failed late', ['sent', 'failed', 'failed'], 'failed'],
] as const)('webhooks that come %s lead to the same state, each kept once', (_, states, end) =>
  withMessage(async ({ hear, row, events }) => {
    await Promise.all(states.map((state) => hear(state)));
    expect(await row()).toMatchObject({ state: end });
    expect((await events()).sort()).toEqual([...new Set(states)].sort());
  }),
);

const ANSWERS = [
  { kind: 'accepted', reference: 'theirs' },
  { kind: 'unknown', code: 'timeout' },
  { kind: 'not processed', code: '130429', retryAfterMs: null, onlyPerson: false },
  { kind: 'refused', code: '131026', stopsJob: false, isOptOut: false },
] as const;

test.each(ANSWERS)('a webhook that comes before the answer stands: $kind', (answer) =>
  withMessage(async ({ hear, row, worker, businessId, message }) => {
    await hear('sent');
    const id = { businessId, ...message };
    expect(await writeOutcome(worker, id, message.claimId, answer)).toBe(false);
    expect(await row()).toMatchObject({ state: 'sent', code: null, reference: 'theirs' });
    await hear('delivered');
    expect(await row()).toMatchObject({ state: 'delivered' });
  }),
);

test('of a message whose answer was lost a webhook says what became of it, by our reference', () =>
  withMessage(async ({ hear, row, worker, businessId, message }) => {
    await writeOutcome(worker, { businessId, ...message }, message.claimId, { kind: 'unknown', code: 'timeout' });
    await hear('delivered');
    expect(await row()).toMatchObject({ state: 'delivered', code: null, reference: 'theirs' });
  }));

test('where the provider has lost our reference, its own finds the message', () =>
  withMessage(async ({ hear, row, worker, businessId, message, events }) => {
    const about = { reference: null };
    await hear('sent', about);
    expect(await events()).toEqual([]);
    const accepted = { kind: 'accepted', reference: 'theirs' } as const;
    await writeOutcome(worker, { businessId, ...message }, message.claimId, accepted);
    await hear('delivered', about);
    await hear('read', { reference: 'of somebody else' });
    expect([await row(), await events()]).toEqual([expect.objectContaining({ state: 'read' }), ['delivered', 'read']]);
  }));

test('after the end of the job the state still rises, and the counters stay', () =>
  withMessage(async ({ hear, row, superuser, message: { jobId }, businessId }) => {
    const business = new Business(superuser, businessId);
    await superuser.query(
      `INSERT INTO job_batches (business_id, job_id, stream_no, batch_no, processed, next_cursor, exhausted, finished_at)
       VALUES ($1, $2, 1, 1, 1, 1, true, NULL)`,
      [businessId, jobId],
    );
    await superuser.query('UPDATE jobs SET ending_at = now() WHERE id = $1', [jobId]);
    await business.transaction(async (sql) => {
      await closeOpenChunks(sql, jobId);
      await sql.query(`UPDATE jobs SET status = 'cancelled', finished_at = now(), not_attempted = 0 WHERE id = $1`, [
        jobId,
      ]);
    });
    const counters = () =>
      superuser.query<unknown[]>('SELECT processed, succeeded, failed_count AS failed FROM jobs WHERE id = $1', [
        jobId,
      ]);
    expect([await row(), await counters()]).toEqual([
      expect.objectContaining({ state: 'unknown' }),
      [{ processed: 1, succeeded: 0, failed: 1 }],
    ]);
    await hear('read');
    expect([await row(), await counters()]).toEqual([
      expect.objectContaining({ state: 'read' }),
      [{ processed: 1, succeeded: 0, failed: 1 }],
    ]);
  }));

test('a failure that has arrived after all is not tried again', () =>
  withMessage(async ({ hear, be, superuser, message: { jobId, targetId }, businessId }) => {
    const failures = () => superuser.query<unknown[]>('SELECT code FROM job_failures WHERE job_id = $1', [jobId]);
    await superuser.query(
      `INSERT INTO job_failures (business_id, job_id, target_id, batch_no, code) VALUES ($1, $2, $3, 1, '131026')`,
      [businessId, jobId, targetId],
    );
    await be('failed');
    await hear('failed');
    await hear('sent');
    expect(await failures()).toHaveLength(1);
    await hear('delivered');
    expect(await failures()).toEqual([]);
  }));

test('what is about nothing of the business creates nothing and changes nothing', () =>
  withMessage(async ({ hear, row, events, superuser, message, businessId }) => {
    const stranger = ++businesses;
    const jobOfRows = await acceptedJob(superuser, { businessId });
    for (const reference of [
      null,
      'ours',
      `${randomUUID()}:1`,
      `${message.jobId}:`,
      `${jobOfRows}:1`,
      `${message.jobId}:x`,
    ]) {
      await hear('read', { reference });
    }
    // Another business that knows both references.
    await hear('read', {}, stranger);
    expect([await row(), await events()]).toEqual([expect.objectContaining({ state: 'sending' }), []]);
    const kept = 'SELECT 1 FROM channel_events WHERE business_id = $1';
    expect(await superuser.query(kept, [stranger])).toEqual([]);
    // A job of messages is known, also when what it has sent is not in its outbox any more.
    await hear('read', { reference: `${message.jobId}:99` });
    expect([await row(), await events()]).toEqual([expect.objectContaining({ state: 'sending' }), ['read']]);
  }));
