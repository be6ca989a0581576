import { expect, test } from '@jest/globals';
import { openProviders } from '../../src/channels/open-providers.js';
import type { TwilioClient } from '../../src/channels/twilio/twilio-client.js';
import { Business } from '../../src/db/business.js';
import { recordChannelEvent } from '../../src/db/repositories/channel-events.js';
import { writeOutcome } from '../../src/db/repositories/outbox.js';
import { askAboutAgain, countUnknown, findUnknown } from '../../src/db/repositories/unknown-messages.js';
import { createRegistry } from '../../src/operations/definition.js';
import { type Asked, askProvidersAgain } from '../../src/upkeep/ask-providers-again.js';
import { canaryMessage } from '../processes/canary-message.js';
import { withCleanups } from '../support/cleanups.js';
import { type MessageInOutbox, messageInOutbox } from '../support/message-in-outbox.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const FROM = '+4930123456';
const ACCOUNT = { accountSid: 'AC00000000000000000000000000000001', authToken: 'a-token' };
const TYPES = ['canary_call', 'canary_ring'] as const;

interface Shared {
  readonly database: TestDatabase;
  readonly provider: MessagingProviderProcess;
  readonly twilio: TwilioClient;
}

const onShared = share<Shared>((use) =>
  withDatabase((database) =>
    withCleanups(async ({ opened, defer }) => {
      const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
      const at = { baseUrl: provider.url, connectTimeoutMs: 10_000, timeoutMs: 60_000 };
      const providers = openProviders({ whatsApp: at, twilio: at });
      defer(() => providers.close());
      await use({ database, provider, twilio: providers.twilio });
    }),
  ),
);

let businesses = 0;

interface Stage extends Shared {
  readonly to: string;
  /** A call of an own job, whose answer is lost or not. */
  readonly call: (mode: string, type?: (typeof TYPES)[number]) => Promise<MessageInOutbox>;
  /** A call that is in no outbox. */
  readonly callByHand: () => Promise<void>;
  readonly ask: () => Promise<Asked>;
  /** A person asks for it, through the API. @returns how many will be asked about */
  readonly askAgain: (message: MessageInOutbox) => Promise<number>;
  /** A minute has passed. */
  readonly nextMinute: () => Promise<void>;
  readonly set: (message: MessageInOutbox, columns: string) => Promise<void>;
  readonly row: (message: MessageInOutbox) => Promise<{ state: string; code: string | null; reference: string | null }>;
  readonly hear: (message: MessageInOutbox, state: 'sent' | 'delivered') => Promise<void>;
  readonly tell: { isSilent: boolean; fails: boolean };
}

const notUsed = () => Promise.reject(new Error('not used'));

/** In a business of its own, with a person of its own. */
function withCalls(work: (stage: Stage) => Promise<void>): Promise<void> {
  return onShared(async (shared) => {
    const { database, provider, twilio } = shared;
    const { dataSource: superuser } = database;
    const businessId = ++businesses;
    const to = `+4917000${String(businessId).padStart(5, '0')}`;
    const worker = await database.as('bulkgate_worker');
    const tell = { isSilent: false, fails: false };
    const registry = createRegistry(
      TYPES.map(
        (type) =>
          ({
            ...canaryMessage,
            type,
            findSent(_, { address, since, until }, { url }) {
              if (tell.fails) throw new Error('broken');
              const account = tell.isSilent ? { ...ACCOUNT, accountSid: '' } : ACCOUNT;
              expect(url).toBe(provider.url);
              return twilio.findCalls(account, { to: address, from: FROM, since, until });
            },
          }) satisfies typeof canaryMessage,
      ),
    );
    const place = () => {
      const statusCallback = `${provider.url}/-/nowhere`;
      return twilio.placeCall(ACCOUNT, { to, from: FROM, content: { twiml: '<Response/>' }, statusCallback });
    };
    try {
      await work({
        ...shared,
        ...{ to, tell },
        async call(mode, operationType = TYPES[0]) {
          const [taken] = await superuser.query<{ count: number }[]>(
            'SELECT count(*)::int AS count FROM outbox WHERE business_id = $1',
            [businessId],
          );
          const targetId = taken!.count + 1;
          const about = { businessId, targetId, address: to, operationType, parameters: { url: provider.url } };
          const message = await messageInOutbox(superuser, about);
          await provider.plan({ rules: [{ to, mode, times: 1, statuses: 'never' }] });
          const outcome = await place();
          await writeOutcome(new Business(worker, businessId), { ...message, businessId }, message.claimId, outcome);
          return message;
        },
        async callByHand() {
          await provider.plan({ rules: [{ to, statuses: 'never' }] });
          expect(await place()).toMatchObject({ kind: 'accepted' });
        },
        ask: () =>
          askProvidersAgain(
            {
              dataSource: worker,
              registry,
              channels: { now: () => new Date(), whatsApp: notUsed, twilio: notUsed },
              onFailed: () => undefined,
            },
            new AbortController().signal,
          ),
        async askAgain({ jobId }) {
          const business = new Business(await database.as('bulkgate_api'), businessId);
          return business.transaction((sql) => askAboutAgain(sql, { businessId, jobId }));
        },
        async nextMinute() {
          await superuser.query(`UPDATE outbox SET due_at = due_at - interval '1 minute' WHERE business_id = $1`, [
            businessId,
          ]);
        },
        async set({ jobId }, columns) {
          await superuser.query(`UPDATE outbox SET ${columns} WHERE job_id = $1`, [jobId]);
        },
        async row({ jobId }) {
          const [row] = await superuser.query<{ state: string; code: string | null; reference: string | null }[]>(
            'SELECT state, code, reference FROM outbox WHERE job_id = $1',
            [jobId],
          );
          return row!;
        },
        async hear({ reference }, state) {
          const business = new Business(await database.as('bulkgate_api'), businessId);
          const event = { reference, providerReference: 'theirs', state, happenedAt: new Date(), code: null };
          await recordChannelEvent(business, 'phone', event);
        },
      });
    } finally {
      // Nothing is left that another test would ask about.
      await superuser.query(`UPDATE outbox SET state = 'accepted' WHERE business_id = $1 AND state = 'unknown'`, [
        businessId,
      ]);
    }
  });
}

test('a call whose answer is lost is found at the provider, and webhooks go on from there', () =>
  withCalls(async ({ call, ask, row, hear }) => {
    const message = await call('lost-after');
    expect(await row(message)).toMatchObject({ state: 'unknown', reference: null });
    expect(await ask()).toEqual({ asked: 1, found: 1 });
    const found = await row(message);
    expect(found).toEqual({ state: 'accepted', code: null, reference: expect.stringMatching(/^CA[0-9a-f]{32}$/) });
    expect(await ask()).toEqual({ asked: 0, found: 0 });
    await hear(message, 'delivered');
    expect(await row(message)).toEqual({ ...found, state: 'delivered' });
  }));

test('a call that the provider does not have stays unknown: it is asked about once a minute, and no more after ten', () =>
  withCalls(async ({ call, ask, row, nextMinute, set }) => {
    const message = await call('lost-before');
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect(await ask()).toEqual({ asked: 0, found: 0 });
    await nextMinute();
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect((await row(message)).state).toBe('unknown');
    await nextMinute();
    await set(message, `state_at = now() - interval '11 minutes'`);
    expect(await ask()).toEqual({ asked: 0, found: 0 });
  }));

test('one that the provider shows later is found later', () =>
  withCalls(async ({ call, callByHand, ask, row, nextMinute }) => {
    const message = await call('lost-before');
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    await callByHand();
    await nextMinute();
    expect(await ask()).toEqual({ asked: 1, found: 1 });
    expect((await row(message)).state).toBe('accepted');
  }));

test('one whose ten minutes are over is asked about again for ten minutes, once a person asks for it, and found', () =>
  withCalls(async ({ call, ask, askAgain, row, nextMinute, set }) => {
    const message = await call('lost-after');
    await set(message, `state_at = now() - interval '3 days'`);
    expect(await ask()).toEqual({ asked: 0, found: 0 });
    expect(await askAgain(message)).toBe(1);
    await set(message, `asked_since = now() - interval '11 minutes'`);
    expect(await ask()).toEqual({ asked: 0, found: 0 });
    expect(await askAgain(message)).toBe(1);
    expect(await ask()).toEqual({ asked: 1, found: 1 });
    expect(await row(message)).toEqual({ state: 'accepted', code: null, reference: expect.stringMatching(/^CA/) });
    expect(await askAgain(message)).toBe(0);
    await nextMinute();
    expect(await ask()).toEqual({ asked: 0, found: 0 });
  }));

test('whoever asks for it again and again does not make the provider be asked more than once a minute', () =>
  withCalls(async ({ call, ask, askAgain, nextMinute }) => {
    const message = await call('lost-before');
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect([await askAgain(message), await askAgain(message)]).toEqual([1, 1]);
    expect(await ask()).toEqual({ asked: 0, found: 0 });
    await nextMinute();
    expect(await ask()).toEqual({ asked: 1, found: 0 });
  }));

test('what was asked for of a job of days ago does not keep others from their turn: due the longest comes first', () =>
  withCalls(async ({ database, call, askAgain, set }) => {
    const [old, fresh] = [await call('lost-before', 'canary_call'), await call('lost-before', 'canary_ring')];
    await set(old, `state_at = now() - interval '3 days', due_at = now() - interval '1 minute'`);
    await set(fresh, `due_at = now() - interval '2 minutes'`);
    await askAgain(old);
    const found = await findUnknown(await database.as('bulkgate_worker'), TYPES, 10);
    expect(found.map(({ jobId }) => jobId)).toEqual([fresh.jobId, old.jobId]);
  }));

test('a call of more than ten minutes later is not it: somebody has called meanwhile', () =>
  withCalls(async ({ call, callByHand, ask, row, set }) => {
    const message = await call('lost-before');
    await set(message, `claimed_at = claimed_at - interval '11 minutes'`);
    await callByHand();
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect(await row(message)).toMatchObject({ state: 'unknown', reference: null });
  }));

test('two calls to the person since then: which one it was, nobody knows', () =>
  withCalls(async ({ call, callByHand, ask, row }) => {
    const message = await call('lost-after');
    await callByHand();
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect(await row(message)).toMatchObject({ state: 'unknown', reference: null });
  }));

test('a call that is another message’s is not taken for the lost one', () =>
  withCalls(async ({ call, ask, row }) => {
    const lost = await call('lost-before', 'canary_call');
    const other = await call('ok', 'canary_ring');
    expect((await row(other)).state).toBe('accepted');
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect(await row(lost)).toMatchObject({ state: 'unknown', reference: null });
  }));

test('one call, and two lost answers: it may be either’s, and both stay unknown', () =>
  withCalls(async ({ call, ask, row }) => {
    const one = await call('lost-after', 'canary_call');
    const other = await call('lost-before', 'canary_ring');
    expect(await ask()).toEqual({ asked: 2, found: 0 });
    expect([await row(one), await row(other)]).toMatchObject([{ state: 'unknown' }, { state: 'unknown' }]);
  }));

test('a call of before the message was claimed is not it', () =>
  withCalls(async ({ call, callByHand, ask, row, set }) => {
    await callByHand();
    const message = await call('lost-before');
    await set(message, `claimed_at = claimed_at + interval '2 seconds'`);
    expect(await ask()).toEqual({ asked: 1, found: 0 });
    expect((await row(message)).state).toBe('unknown');
  }));

test('what a webhook has told, and what was claimed by a worker of before, is not asked about', () =>
  withCalls(async ({ call, ask, hear, set }) => {
    await hear(await call('lost-after', 'canary_call'), 'sent');
    await set(await call('lost-after', 'canary_ring'), 'claimed_at = NULL');
    expect(await ask()).toEqual({ asked: 0, found: 0 });
  }));

test.each(['isSilent', 'fails'] as const)(
  'a provider that does not tell now is asked once in a pass, and again after a minute (%s)',
  (how) =>
    withCalls(async ({ call, ask, tell, row, nextMinute }) => {
      const messages = [await call('lost-after', 'canary_call'), await call('lost-before', 'canary_ring')];
      tell[how] = true;
      expect(await ask()).toEqual({ asked: 1, found: 0 });
      tell[how] = false;
      await nextMinute();
      expect(await ask()).toEqual({ asked: 2, found: 0 });
      expect((await row(messages[0]!)).state).toBe('unknown');
    }),
);

test('how many nobody knows of is counted by operation type, for a day', () =>
  withCalls(async ({ database, call, set }) => {
    const [one, other] = [await call('lost-after', 'canary_call'), await call('lost-before', 'canary_ring')];
    for (const role of ['bulkgate_api', 'bulkgate_worker'] as const) {
      const counts = await countUnknown(await database.as(role));
      expect(counts.sort((a, b) => a.operationType.localeCompare(b.operationType))).toEqual([
        { operationType: 'canary_call', count: 1 },
        { operationType: 'canary_ring', count: 1 },
      ]);
    }
    await set(one, `state = 'accepted'`);
    await set(other, `state_at = now() - interval '25 hours'`);
    expect(await countUnknown(await database.as('bulkgate_worker'))).toEqual([]);
  }));
