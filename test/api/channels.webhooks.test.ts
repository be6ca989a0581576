import { createHmac } from 'node:crypto';
import { expect, test as testApart } from '@jest/globals';
import { ProviderConnections } from '../../src/channels/provider-connections.js';
import { TwilioClient } from '../../src/channels/twilio/twilio-client.js';
import { WhatsAppClient } from '../../src/channels/whatsapp/whatsapp-client.js';
import { type TestApi, withApi } from '../support/api.js';
import { withCleanups } from '../support/cleanups.js';
import { messageInOutbox } from '../support/message-in-outbox.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const NUMBER = '106540352242922';
const SID = `AC${'0123456789abcdef'.repeat(2)}`;
const SECRETS = { accessToken: 'an-access-token', appSecret: 'an-app-secret', verifyToken: 'a-verify-token' };
const AUTH_TOKEN = 'an-auth-token';

const numberOf = (businessId: number): string => (businessId === 1 ? NUMBER : `${NUMBER}${businessId}`);

/** Sets up both channels of a business. @returns the addresses of their webhooks */
async function setUp({ ask, url }: TestApi, businessId = 1) {
  const token = await testToken(businessId, 'admin');
  const put = async (channel: string, body: object): Promise<string> => {
    const answer = await ask<{ webhookPath: string }>(`/api/v1/channels/${channel}`, { method: 'PUT', token, body });
    expect(answer.status).toBe(200);
    return `${url}${answer.body.webhookPath}`;
  };
  return {
    whatsapp: await put('whatsapp', { phoneNumberId: numberOf(businessId), countries: ['DE'], ...SECRETS }),
    twilio: await put('phone', { accountSid: SID, countries: ['DE'], authToken: AUTH_TOKEN }),
  };
}

const sha256 = (body: string, secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function postWhatsApp(url: string, content: unknown, secret = SECRETS.appSecret): Promise<Response> {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': sha256(body, secret) };
  return fetch(url, { method: 'POST', headers, body });
}

function postTwilio(url: string, fields: Record<string, string>, signedUrl = url): Promise<Response> {
  const form = { AccountSid: SID, CallSid: 'CA1', CallStatus: 'ringing', ...fields };
  const names = Object.keys(form).sort() as (keyof typeof form)[];
  const signed = names.reduce((text, name) => `${text}${name}${form[name]}`, signedUrl);
  const signature = createHmac('sha1', AUTH_TOKEN).update(signed).digest('base64');
  return fetch(url, { method: 'POST', headers: { 'x-twilio-signature': signature }, body: new URLSearchParams(form) });
}

function about(value: object, phoneNumberId = NUMBER): object {
  const change = { field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ changes: [change] }] };
}

const delivered = {
  ...{ id: 'wamid.1', status: 'delivered', timestamp: '1767268800', recipient_id: '491701234567' },
  biz_opaque_callback_data: 'of nobody',
};

/** The same about a message that a business has sent. */
async function deliveredBy({ dataSource }: TestApi, businessId = 1) {
  const { reference } = await messageInOutbox(dataSource, { businessId });
  return { ...delivered, biz_opaque_callback_data: reference };
}

const storedIn = ({ dataSource }: TestApi) =>
  dataSource.query<{ business_id: number; channel: string; state: string; reference: string | null }[]>(
    'SELECT business_id, channel, state, reference FROM channel_events ORDER BY business_id, channel, state',
  );

const optOutsIn = ({ dataSource }: TestApi) =>
  dataSource.query<unknown[]>('SELECT business_id, channel, address, source FROM opt_outs ORDER BY address');

test('a webhook that the provider has signed is stored in its business, once, and answered with 200', async (api) => {
  const [own, other] = [await setUp(api), await setUp(api, 2)];
  const [about1, about2] = [await deliveredBy(api), await deliveredBy(api, 2)];
  // Each of the two has one message that the other one does not know.
  const statuses = [about1, { ...about1, status: 'read' }, about2];
  const answers = await Promise.all([
    ...[1, 2, 3].map(() => postWhatsApp(own.whatsapp, about({ statuses }))),
    postWhatsApp(other.whatsapp, about({ statuses }, numberOf(2))),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { reference: called } = await messageInOutbox(api.dataSource);
  const calls = await Promise.all([1, 2].map(() => postTwilio(`${own.twilio}?reference=${called}`, {})));
  expect(calls.map(({ status }) => status)).toEqual([200, 200]);
  const [reference, theirs] = [about1.biz_opaque_callback_data, about2.biz_opaque_callback_data];
  expect(await storedIn(api)).toEqual([
    { business_id: 1, channel: 'phone', reference: called, state: 'sent' },
    { business_id: 1, channel: 'whatsapp', reference, state: 'delivered' },
    { business_id: 1, channel: 'whatsapp', reference, state: 'read' },
    { business_id: 2, channel: 'whatsapp', reference: theirs, state: 'delivered' },
  ]);
  const states = 'SELECT state FROM outbox ORDER BY business_id, state';
  expect(await api.dataSource.query(states)).toEqual([{ state: 'sent' }, { state: 'read' }, { state: 'delivered' }]);
});

test('what is about no message of the business leaves nothing but its opt-outs', async (api) => {
  const { whatsapp, twilio } = await setUp(api);
  const { reference } = await messageInOutbox(api.dataSource, { businessId: 2 });
  const left = { ...delivered, status: 'failed', errors: [{ code: 131050 }] };
  const statuses = [delivered, left, { ...delivered, biz_opaque_callback_data: reference }];
  expect((await postWhatsApp(whatsapp, about({ statuses }))).status).toBe(200);
  expect((await postTwilio(`${twilio}?reference=${reference}`, {})).status).toBe(200);
  expect((await postTwilio(twilio, {})).status).toBe(200);
  expect([await storedIn(api), await optOutsIn(api)]).toEqual([
    [],
    [expect.objectContaining({ address: '+491701234567', source: '131050' })],
  ]);
  expect(await api.dataSource.query('SELECT state FROM outbox')).toEqual([{ state: 'sending' }]);
});

test('nothing is stored of what is forged, unsigned, for another account, or sent to an address that there is not', async (api) => {
  const { whatsapp, twilio } = await setUp(api);
  const own = await deliveredBy(api);
  const body = about({ statuses: [own], messages: [{ from: '491701234567', text: { body: 'stop' } }] });
  const nowhere = whatsapp.replace(/.{12}$/, '0123456789ab');
  const statuses = await Promise.all(
    [
      postWhatsApp(whatsapp, body, 'another-secret'),
      postWhatsApp(whatsapp, body, AUTH_TOKEN),
      fetch(whatsapp, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      fetch(whatsapp, { method: 'POST' }),
      postWhatsApp(nowhere, body),
      postWhatsApp(whatsapp.replace('/1-', '/2-'), body),
      postWhatsApp(whatsapp.replace('/1-', '/9999999999-'), body),
      postWhatsApp(whatsapp.replace(/[^/]+$/, "1'--"), body),
      postWhatsApp(twilio.replace('twilio', 'whatsapp'), body),
      postTwilio(twilio, {}, `${twilio}?reference=ours`),
      postTwilio(`${twilio}?reference=theirs`, {}, `${twilio}?reference=ours`),
      postTwilio(twilio, {}, twilio.replace('http:', 'https:')),
    ].map(async (answer) => (await answer).status),
  );
  expect(new Set(statuses)).toEqual(new Set([401]));
  // Signed, and about somebody else.
  expect((await postWhatsApp(whatsapp, about({ statuses: [own] }, '999'))).status).toBe(200);
  const called = `${twilio}?reference=${own.biz_opaque_callback_data}`;
  expect((await postTwilio(called, { AccountSid: `AC${'1'.repeat(32)}` })).status).toBe(200);
  expect((await postWhatsApp(whatsapp, 'no JSON at all')).status).toBe(200);
  expect([await storedIn(api), await optOutsIn(api)]).toEqual([[], []]);
});

test('a refusal tells nothing of which part was wrong', async (api) => {
  const { whatsapp } = await setUp(api);
  const bodies = await Promise.all(
    [postWhatsApp(whatsapp, {}, 'another-secret'), postWhatsApp(whatsapp.replace(/.{12}$/, '0123456789ab'), {})].map(
      async (answer) => ({ ...((await (await answer).json()) as object), instance: null, requestId: null }),
    ),
  );
  expect(bodies[0]).toEqual(bodies[1]);
});

test('more than 256 kB is refused before anything else is done with it', async (api) => {
  const { whatsapp } = await setUp(api);
  const large = JSON.stringify({ ...about({ statuses: [delivered] }), filler: 'x'.repeat(262_144) });
  expect((await postWhatsApp(whatsapp, large)).status).toBe(413);
  expect((await postWhatsApp(whatsapp, large, 'another-secret')).status).toBe(413);
  const fits = JSON.stringify(about({ statuses: [delivered] }));
  expect((await postWhatsApp(whatsapp, fits.padEnd(262_144, ' '))).status).toBe(200);
});

test('a stop word and the provider’s own word for it are opt-outs at once, and nothing else of a message is kept', async (api) => {
  const { whatsapp } = await setUp(api);
  const contacts = [{ profile: { name: 'Ada Kanary' }, wa_id: '491701234567' }];
  const messages = [
    { from: '491701234567', text: { body: 'Stop' } },
    { from: '491709999999', text: { body: 'kanary, please' } },
  ];
  const left = { ...delivered, status: 'failed', recipient_id: '491708888888', errors: [{ code: 131050 }] };
  const answer = await postWhatsApp(whatsapp, about({ contacts, messages, statuses: [left] }));
  expect(answer.status).toBe(200);
  const of = { business_id: 1, channel: 'whatsapp' };
  expect(await optOutsIn(api)).toEqual([
    { ...of, address: '+491701234567', source: 'reply' },
    { ...of, address: '+491708888888', source: '131050' },
  ]);
  const rows = await api.dataSource.query<unknown[]>(
    'SELECT e::text FROM channel_events e UNION ALL SELECT o::text FROM opt_outs o',
  );
  expect(`${JSON.stringify(rows)}${JSON.stringify(api.logged)}`).not.toMatch(/kanary/i);
  expect(JSON.stringify(api.logged)).not.toContain('49170');
});

test('webhooks with the same opt-outs in any order do not stop each other', async (api) => {
  const { whatsapp } = await setUp(api);
  const messages = Array.from({ length: 300 }, (_, n) => ({
    ...{ from: `4917000${String(n).padStart(5, '0')}`, text: { body: 'stop' } },
  }));
  const orders = [about({ messages }), about({ messages: [...messages].reverse() })];
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => postWhatsApp(whatsapp, orders[n % 2])));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(await optOutsIn(api)).toHaveLength(300);
});

test('a number that cannot be stored keeps nothing else of its webhook out', async (api) => {
  const { whatsapp } = await setUp(api);
  const messages = ['49170123456789012', '491701234567'].map((from) => ({ from, text: { body: 'stop' } }));
  expect((await postWhatsApp(whatsapp, about({ statuses: [await deliveredBy(api)], messages }))).status).toBe(200);
  expect([await storedIn(api), await optOutsIn(api)]).toEqual([
    [expect.anything()],
    [expect.objectContaining({ address: '+491701234567' })],
  ]);
});

/** The query with which WhatsApp asks whether a subscription is wanted. */
function confirmation(token: string, fields: Record<string, string> = {}): string {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444', ...fields };
  return new URLSearchParams(query).toString();
}

test('a subscription is confirmed with its token, and with no other', async (api) => {
  const { whatsapp } = await setUp(api);
  const confirm = (fields: Record<string, string>) => fetch(`${whatsapp}?${confirmation(SECRETS.verifyToken, fields)}`);
  const good = await confirm({});
  expect([good.status, good.headers.get('content-type'), await good.text()]).toEqual([
    ...[200, 'text/plain; charset=utf-8', '1158201444'],
  ]);
  expect((await confirm({ 'hub.verify_token': 'another-token' })).status).toBe(401);
  expect((await confirm({ 'hub.mode': 'unsubscribe' })).status).toBe(400);
  expect((await confirm({ 'hub.challenge': '<script>' })).status).toBe(400);
});

test('what cannot be stored is not answered with 200', async (api) => {
  const { whatsapp } = await setUp(api);
  const body = about({ statuses: [await deliveredBy(api)] });
  const rename = (from: string, to: string) => api.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
  await rename('channel_events', 'channel_events_away');
  try {
    expect((await postWhatsApp(whatsapp, body)).status).toBe(500);
  } finally {
    await rename('channel_events_away', 'channel_events');
  }
  expect((await postWhatsApp(whatsapp, body)).status).toBe(200);
  expect(await storedIn(api)).toHaveLength(1);
});

testApart('Twilio signs the public address, whatever address the request came to', () =>
  withApi({ environment: { PUBLIC_ORIGIN: 'https://bulkgate.example' } }, async (api) => {
    const { twilio } = await setUp(api);
    const { reference } = await messageInOutbox(api.dataSource);
    const path = `${new URL(twilio).pathname}?reference=${reference}`;
    const url = `${twilio}?reference=${reference}`;
    expect((await postTwilio(url, {}, `https://bulkgate.example${path}`)).status).toBe(200);
    expect((await postTwilio(url, {})).status).toBe(401);
    expect(await storedIn(api)).toHaveLength(1);
  }),
);

/** @returns the status, and which limit it was */
async function outcomeOf(asked: Promise<Response>): Promise<[number, string?]> {
  const answer = await asked;
  if (answer.status !== 429) return [answer.status];
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  return [429, ((await answer.json()) as { limit: string }).limit];
}

const times = (count: number, ...outcome: unknown[]) => Array.from({ length: count }, () => outcome);

const LIMITED = { environment: { FAILED_AUTHENTICATIONS_PER_MINUTE: '2', WEBHOOKS_PER_MINUTE: '3' } };

testApart('wrong signatures shut out their address from the account that they are for, and from nothing else', () =>
  withApi(LIMITED, async (api) => {
    const [{ whatsapp, twilio }, other] = [await setUp(api), await setUp(api, 2)];
    const body = about({ statuses: [delivered] });
    expect(await outcomeOf(postWhatsApp(whatsapp, body))).toEqual([200]);
    const forge = () => outcomeOf(postWhatsApp(whatsapp, body, 'another-secret'));
    // Those that come at once count, too.
    const forged = await Promise.all(Array.from({ length: 6 }, forge));
    expect(forged.sort()).toEqual([...times(2, 401), ...times(4, 429, 'wrong_signatures')]);
    expect(await outcomeOf(postWhatsApp(whatsapp, body))).toEqual([429, 'wrong_signatures']);
    expect(await outcomeOf(postWhatsApp(other.whatsapp, body))).toEqual([200]);
    expect(await outcomeOf(postTwilio(twilio, {}))).toEqual([200]);
    // Credentials are not webhooks, and a subscription can be confirmed meanwhile.
    expect((await api.ask('/api/v1/channels', { token: 'a-wrong-one' })).status).toBe(401);
    expect((await api.ask('/api/v1/channels', { token: await testToken(1, 'admin', 'a-new-one') })).status).toBe(200);
    expect((await fetch(`${whatsapp}?${confirmation(SECRETS.verifyToken)}`)).status).toBe(200);
  }),
);

testApart('paths that there are not have a limit of their own: what is known goes on', () =>
  withApi(LIMITED, async (api) => {
    const [{ whatsapp }, unseen] = [await setUp(api), await setUp(api, 2)];
    const body = about({ statuses: [delivered] });
    expect(await outcomeOf(postWhatsApp(whatsapp, body))).toEqual([200]);
    const nowhere = (n: number) => whatsapp.replace(/.{12}$/, `00000000000${n}`);
    const guesses = await Promise.all([1, 2, 3, 4].map((n) => outcomeOf(postWhatsApp(nowhere(n), body))));
    expect(guesses.sort()).toEqual([...times(2, 401), ...times(2, 429, 'unknown_webhooks')]);
    expect(await outcomeOf(postWhatsApp(whatsapp, body))).toEqual([200]);
    // Nobody knows yet that it is there. The provider sends it again.
    expect(await outcomeOf(postWhatsApp(unseen.whatsapp, body))).toEqual([429, 'unknown_webhooks']);
    const challenge = (url: string) => outcomeOf(fetch(`${url}?${confirmation(SECRETS.verifyToken)}`));
    expect(await challenge(unseen.whatsapp)).toEqual([200]);
    expect([await challenge(nowhere(5)), await challenge(nowhere(6)), await challenge(nowhere(7))]).toEqual([
      ...[[401], [401], [429, 'unknown_webhooks']],
    ]);
  }),
);

testApart('guesses of a verify token are limited, also those that come at once', () =>
  withApi(LIMITED, async (api) => {
    const { whatsapp } = await setUp(api);
    expect((await postWhatsApp(whatsapp, about({ statuses: [delivered] }))).status).toBe(200);
    const guesses = Array.from({ length: 6 }, (_, n) => outcomeOf(fetch(`${whatsapp}?${confirmation(`guess-${n}`)}`)));
    expect((await Promise.all(guesses)).sort()).toEqual([...times(2, 401), ...times(4, 429, 'wrong_signatures')]);
    expect((await postWhatsApp(whatsapp, about({ statuses: [delivered] }))).status).toBe(200);
  }),
);

testApart('only what its provider has signed counts towards the limit of a business', () =>
  withApi(LIMITED, async (api) => {
    const [{ whatsapp }, other] = [await setUp(api), await setUp(api, 2)];
    const body = about({ statuses: [delivered] });
    const send = (url: string, secret?: string) => outcomeOf(postWhatsApp(url, body, secret));
    expect([await send(whatsapp, 'forged'), await send(whatsapp), await send(whatsapp), await send(whatsapp)]).toEqual([
      ...[[401], [200], [200], [200]],
    ]);
    expect([await send(whatsapp), await send(other.whatsapp)]).toEqual([[429, 'webhooks'], [200]]);
    expect((await fetch(`${whatsapp}?${confirmation(SECRETS.verifyToken)}`)).status).toBe(200);
  }),
);

testApart('good webhooks may come as many at once as they like, and none of them is taken for a guess', () =>
  withApi({ environment: { FAILED_AUTHENTICATIONS_PER_MINUTE: '1' } }, async (api) => {
    const { whatsapp } = await setUp(api);
    expect((await postWhatsApp(whatsapp, {})).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 20 }, () => postWhatsApp(whatsapp, {})));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  }),
);

test('a webhook that is signed with the secret before is believed for a day, and not where the same one was sent again', async (api) => {
  const { whatsapp, twilio } = await setUp(api);
  const token = await testToken(1, 'admin');
  const change = async (channel: string, body: object) => {
    const answer = await api.ask(`/api/v1/channels/${channel}`, { method: 'PUT', token, body });
    expect(answer.status).toBe(200);
  };
  const same = { phoneNumberId: NUMBER, countries: ['DE'] };
  const believed = async (...secrets: string[]) =>
    (await Promise.all(secrets.map((secret) => postWhatsApp(whatsapp, {}, secret)))).map(({ status }) => status);
  const [first, second, third] = [SECRETS.appSecret, 'the-second-secret', 'the-third-secret'];

  await change('whatsapp', { ...same, appSecret: second, verifyToken: 'another-token' });
  // What is changed later is no matter for it.
  await change('whatsapp', { ...same, countries: ['AT'], accessToken: 'another-token' });
  expect(await believed(first, second, third)).toEqual([200, 200, 401]);
  // It is for signatures alone.
  expect((await fetch(`${whatsapp}?${confirmation(SECRETS.verifyToken)}`)).status).toBe(401);
  await change('whatsapp', { ...same, appSecret: third });
  expect(await believed(first, second, third)).toEqual([401, 200, 200]);
  const [row] = await api.dataSource.query<{ hours: number }[]>(
    `SELECT round(extract(epoch FROM old_until - changed_at) / 3600)::int AS hours FROM channel_accounts WHERE channel = 'whatsapp'`,
  );
  expect(row).toEqual({ hours: 24 });
  await api.dataSource.query('UPDATE channel_accounts SET old_until = now() WHERE old_until IS NOT NULL');
  expect(await believed(second, third)).toEqual([401, 200]);

  await change('whatsapp', { ...same, appSecret: first });
  await change('whatsapp', { ...same, appSecret: first });
  expect(await believed(first, third)).toEqual([200, 401]);
  // Secrets of another account are none of this one.
  await change('whatsapp', { ...same, appSecret: second });
  await change('whatsapp', { ...same, phoneNumberId: '99999', ...SECRETS, appSecret: third });
  expect(await believed(second, third)).toEqual([401, 200]);

  await change('phone', { accountSid: SID, countries: ['DE'], authToken: 'another-auth-token' });
  expect((await postTwilio(twilio, {})).status).toBe(200);
});

testApart('the log says whose secrets do not open', () =>
  withApi({}, async (api) => {
    const { whatsapp } = await setUp(api);
    await api.dataSource.query(`UPDATE channel_accounts SET key_id = 'gone' WHERE channel = 'whatsapp'`);
    expect((await postWhatsApp(whatsapp, {})).status).toBe(503);
    expect(api.logged).toContainEqual(
      expect.objectContaining({
        businessId: 1,
        channel: 'whatsapp',
        keyId: 'gone',
        msg: expect.stringContaining('do not open'),
      }),
    );
  }),
);

testApart('webhooks of both stand-ins come in, in whatever order they send them', () =>
  withApi({}, (api) =>
    withCleanups(async ({ opened, defer }) => {
      const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
      const { whatsapp, twilio } = await setUp(api);
      const connect = (path: string) => {
        const baseUrl = `${provider.url}${path}`;
        const connections = new ProviderConnections({ baseUrl, connectTimeoutMs: 10_000, timeoutMs: 60_000 });
        defer(() => connections.close());
        return connections;
      };
      const targets = { [NUMBER]: { url: whatsapp, appSecret: SECRETS.appSecret } };
      const [messages, calls] = [new WhatsAppClient(connect('/v23.0')), new TwilioClient(connect(''))];
      const sent = new Map<string, { readonly whatsapp: string; readonly phone: string }>();
      for (const statuses of ['doubled', 'out-of-order', 'early', 'late', 'forged']) {
        await provider.plan({ rules: [{ statuses }], whatsapp: targets });
        const [message, call] = [await messageInOutbox(api.dataSource), await messageInOutbox(api.dataSource)];
        sent.set(statuses, { whatsapp: message.reference, phone: call.reference });
        await messages.sendTemplate(
          { phoneNumberId: NUMBER, accessToken: SECRETS.accessToken },
          { to: '+491701234567', template: 'greeting', language: 'en', parameters: [], reference: message.reference },
        );
        await calls.placeCall(
          { accountSid: SID, authToken: AUTH_TOKEN },
          {
            ...{ to: '+491701234567', from: '+15550009999', content: { twiml: '<Response/>' } },
            statusCallback: `${twilio}?reference=${call.reference}`,
          },
        );
      }
      await provider.release();
      const stored = await storedIn(api);
      const expected = ['doubled', 'out-of-order', 'early', 'late'].flatMap((statuses) => {
        const { whatsapp: message, phone: call } = sent.get(statuses)!;
        return [
          ...['delivered', 'sent'].map((state) => ({ channel: 'phone', reference: call, state })),
          ...['delivered', 'read', 'sent'].map((state) => ({ channel: 'whatsapp', reference: message, state })),
        ];
      });
      const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).sort();
      expect(sorted(stored.map(({ channel, reference, state }) => ({ channel, reference, state })))).toEqual(
        sorted(expected),
      );
      const states = 'SELECT state, count(*)::int FROM outbox GROUP BY state ORDER BY state';
      expect(await api.dataSource.query(states)).toEqual([
        ...[
          { state: 'sending', count: 2 },
          { state: 'delivered', count: 4 },
          { state: 'read', count: 4 },
        ],
      ]);
    }),
  ),
);
