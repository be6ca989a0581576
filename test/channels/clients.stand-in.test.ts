import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProviderConnections } from '../../src/channels/provider-connections.js';
import type { SendOutcome } from '../../src/channels/send-outcome.js';
import { TwilioClient } from '../../src/channels/twilio/twilio-client.js';
import { WhatsAppClient } from '../../src/channels/whatsapp/whatsapp-client.js';
import { eventually } from '../support/eventually.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';

let provider: MessagingProviderProcess;
const connections = new Map<string, ProviderConnections>();

beforeAll(async () => {
  provider = await MessagingProviderProcess.start();
});
afterAll(async () => {
  for (const opened of connections.values()) await opened.close();
  await provider.stop();
});

/** Connections that are opened once for a base address and a time-out. */
function connectionsTo(path: string, timeoutMs = 60_000): ProviderConnections {
  const key = `${path} ${timeoutMs}`;
  const known = connections.get(key);
  if (known) return known;
  const opened = new ProviderConnections({ baseUrl: `${provider.url}${path}`, connectTimeoutMs: 10_000, timeoutMs });
  connections.set(key, opened);
  return opened;
}

const NUMBER = { phoneNumberId: '100200300', accessToken: 'a token' };
const ACCOUNT = { accountSid: 'AC1', authToken: 'a token' };

type Send = (recipient: string, reference: string, timeoutMs?: number) => Promise<SendOutcome>;

const whatsApp: Send = (recipient, reference, timeoutMs) =>
  new WhatsAppClient(connectionsTo('/v23.0', timeoutMs)).sendTemplate(NUMBER, {
    ...{ to: recipient, template: 'greeting', language: 'en_US', parameters: ['Ada\nAdler'], reference },
  });

const twilio: Send = (recipient, reference, timeoutMs) =>
  new TwilioClient(connectionsTo('', timeoutMs)).placeCall(ACCOUNT, {
    to: recipient,
    from: '+15550009999',
    content: { twiml: '<Response><Say>Hello</Say></Response>' },
    statusCallback: `http://127.0.0.1:9/callback?reference=${reference}`,
  });

let nextNumber = 15_550_000_000;
const newRecipient = (): string => `+${nextNumber++}`;

const CHANNELS = [
  ['WhatsApp', whatsApp, { person: '131026', blocked: '131031', throttled: '130429' }],
  ['Twilio', twilio, { person: '21214', blocked: '20005', throttled: '20429' }],
] as const;

describe.each(CHANNELS)('%s', (_, send, codes) => {
  test('what is taken has a reference, carries ours, and was asked for once', async () => {
    const recipient = newRecipient();
    expect(await send(recipient, 'ours')).toEqual({ kind: 'accepted', reference: expect.any(String) });
    expect(await provider.seen(recipient)).toMatchObject({ requests: 1, got: 1, references: ['ours'] });
  });

  test.each([
    ['throttled', 0, { kind: 'not processed', code: codes.throttled, retryAfterMs: 7_000, onlyPerson: false }],
    ['refused', 0, { kind: 'refused', code: codes.person, stopsJob: false, isOptOut: false }],
    ['blocked', 0, { kind: 'refused', code: codes.blocked, stopsJob: true, isOptOut: false }],
    ['unavailable', 0, { kind: 'unknown', code: 'http_503' }],
    ['lost-before', 0, { kind: 'unknown', code: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) }],
    ['lost-after', 1, { kind: 'unknown', code: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) }],
    ['cut-answer', 1, { kind: 'unknown', code: 'no_reference' }],
    ['failed-after', 1, { kind: 'unknown', code: 'http_500' }],
    ['page', 1, { kind: 'unknown', code: 'no_reference' }],
    ['redirect', 0, { kind: 'unknown', code: 'http_307' }],
  ])('%s: one request, %i message, and no more is claimed than is known', async (mode, got, outcome) => {
    const recipient = newRecipient();
    await provider.plan({ rules: [{ to: recipient, mode, retryAfter: 7 }] });
    expect(await send(recipient, 'r')).toEqual(outcome);
    expect(await provider.seen(recipient)).toMatchObject({ requests: 1, got });
  });

  test('an answer that does not come in time is unknown, and the message is not sent again', async () => {
    const recipient = newRecipient();
    await provider.plan({ rules: [{ to: recipient, mode: 'silent' }] });
    expect(await send(recipient, 'r', 2_000)).toEqual({ kind: 'unknown', code: 'timeout' });
    // None where the machine took longer than that to send it.
    expect((await provider.seen(recipient)).requests).toBeLessThan(2);
  });

  test('a storm of refusals is one request each, and the next message gets through', async () => {
    const recipient = newRecipient();
    await provider.plan({ rules: [{ to: recipient, mode: 'throttled', times: 20 }] });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(recipient, 'r')));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['not processed']));
    expect(await send(recipient, 'r')).toMatchObject({ kind: 'accepted' });
    expect(await provider.seen(recipient)).toMatchObject({ requests: 21, got: 1 });
  });
});

test('WhatsApp: a person who waits, and one who has opted out', async () => {
  const [waits, left] = [newRecipient(), newRecipient()];
  await provider.plan({
    rules: [
      { to: waits, mode: 'person-waits' },
      { to: left, mode: 'opted-out' },
    ],
  });
  expect(await whatsApp(waits, 'r')).toMatchObject({ kind: 'not processed', code: '131056', onlyPerson: true });
  expect(await whatsApp(left, 'r')).toMatchObject({ kind: 'refused', code: '131050', isOptOut: true });
});

test('WhatsApp: a parameter comes in one line, as the provider wants it', async () => {
  const recipient = newRecipient();
  await provider.plan({});
  await whatsApp(recipient, 'r');
  const [content] = (await provider.seen(recipient)).contents;
  expect(JSON.parse(content!)).toEqual({
    name: 'greeting',
    language: { code: 'en_US' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada Adler' }] }],
  });
});

test('an answer that nobody waits for any more is unknown', async () => {
  const recipient = newRecipient();
  await provider.plan({ rules: [{ to: recipient, mode: 'silent' }] });
  const stop = new AbortController();
  const message = { to: recipient, template: 'greeting', language: 'en', parameters: [], reference: 'r' };
  const sending = new WhatsAppClient(connectionsTo('/v23.0')).sendTemplate(NUMBER, message, stop.signal);
  await eventually(async () => (await provider.seen(recipient)).got === 1);
  stop.abort();
  expect(await sending).toEqual({ kind: 'unknown', code: 'timeout' });
  expect(await provider.seen(recipient)).toMatchObject({ requests: 1, got: 1 });
});

test('Twilio: a call whose answer was lost is found by its numbers, and one that was never placed is not', async () => {
  const [placed, lost] = [newRecipient(), newRecipient()];
  await provider.plan({
    rules: [
      { to: placed, mode: 'lost-after' },
      { to: lost, mode: 'lost-before' },
    ],
  });
  const since = new Date();
  for (const recipient of [placed, lost]) expect(await twilio(recipient, 'r')).toMatchObject({ kind: 'unknown' });
  const later = new Date(Date.now() + 3_600_000);
  const find = (to: string, from = '+15550009999', between = { since, until: later }, account = ACCOUNT) =>
    new TwilioClient(connectionsTo('')).findCalls(account, { to, from, ...between });
  expect(await find(placed)).toEqual([expect.stringMatching(/^CA[0-9a-f]{32}$/)]);
  expect(await find(lost)).toEqual([]);
  expect(await find(placed, '+15550008888')).toEqual([]);
  expect(await find(placed, '+15550009999', { since: later, until: later })).toEqual([]);
  const earlier = new Date(since.getTime() - 60_000);
  expect(await find(placed, '+15550009999', { since: earlier, until: earlier })).toEqual([]);
  const nobody = { accountSid: 'AC/../AC2', authToken: 'x' };
  expect(await find(placed, '+15550009999', undefined, nobody)).toBeNull();
});

test('wrong credentials stop the job', async () => {
  const call = { to: '+15550000001', from: '+15550009999', content: { url: 'https://x' }, statusCallback: 'https://x' };
  const noToken = new TwilioClient(connectionsTo('')).placeCall({ accountSid: 'AC1', authToken: '' }, call);
  expect(await noToken).toEqual({ kind: 'refused', code: '20003', stopsJob: true, isOptOut: false });
});

test('of WhatsApp’s id, which has the number in it, the outcome has the hash', async () => {
  expect(await whatsApp(newRecipient(), 'ours')).toEqual({
    ...{ kind: 'accepted', reference: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});
