import { expect, test } from '@jest/globals';
import { isStopWord } from '../../src/channels/stop-words.js';
import { readTwilioWebhook } from '../../src/channels/twilio/twilio-webhook.js';
import { whatsAppReferenceOf } from '../../src/channels/whatsapp/whatsapp-reference.js';
import { readWhatsAppWebhook as readParsed } from '../../src/channels/whatsapp/whatsapp-webhook.js';

const NUMBER = '106540352242922';

/** As it comes in: a field without a value is not there. */
function readWhatsAppWebhook(body: unknown, phoneNumberId: string) {
  const text = JSON.stringify(body) as string | undefined;
  return readParsed(text === undefined ? undefined : (JSON.parse(text) as unknown), phoneNumberId);
}

function webhook(value: object, phoneNumberId = NUMBER): unknown {
  const metadata = { display_phone_number: '15550009999', phone_number_id: phoneNumberId };
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] };
}

const status = (fields: object = {}) => ({
  ...{ id: 'wamid.1', status: 'delivered', timestamp: '1767268800', recipient_id: '491701234567' },
  ...{ biz_opaque_callback_data: 'ours', conversation: { id: 'c' }, ...fields },
});

test('a status becomes an event with both references', () => {
  expect(readWhatsAppWebhook(webhook({ statuses: [status()] }), NUMBER)).toEqual({
    events: [
      {
        ...{ reference: 'ours', providerReference: whatsAppReferenceOf('wamid.1'), state: 'delivered', code: null },
        happenedAt: new Date('2026-01-01T12:00:00Z'),
      },
    ],
    optOuts: [],
  });
});

test('a failure has its code, and 131050 is an opt-out as well', () => {
  const failed = (code: number) => status({ status: 'failed', errors: [{ code, title: 'x' }] });
  const { events, optOuts } = readWhatsAppWebhook(webhook({ statuses: [failed(131049), failed(131050)] }), NUMBER);
  expect(events.map(({ state, code }) => [state, code])).toEqual([
    ['failed', '131049'],
    ['failed', '131050'],
  ]);
  expect(optOuts).toEqual([{ address: '+491701234567', source: '131050' }]);
});

test('a failure without our reference is one all the same, and an opt-out', () => {
  const left = status({ status: 'failed', biz_opaque_callback_data: undefined, errors: [{ code: 131050 }] });
  const { events, optOuts } = readWhatsAppWebhook(webhook({ statuses: [left] }), NUMBER);
  expect(events).toEqual([expect.objectContaining({ reference: null, state: 'failed', code: '131050' })]);
  expect(optOuts).toEqual([{ address: '+491701234567', source: '131050' }]);
});

test.each([[{ code: 'x' }], [{}], [null], 'none', [{ code: 1.5 }], {}])(
  'of errors like %j no code is taken, and the status is',
  (errors) => {
    const { events } = readWhatsAppWebhook(webhook({ statuses: [status({ status: 'failed', errors })] }), NUMBER);
    expect(events).toEqual([expect.objectContaining({ state: 'failed', code: null })]);
  },
);

test('an entry, a change or a list that is not understood takes nothing else with it', () => {
  const good = webhook({ statuses: [status()] }) as { entry: { changes: unknown[] }[] };
  const odd = [null, {}, { changes: null }, { changes: [null, { field: 'account_update' }] }];
  const mixed = { ...good, entry: [...odd, ...good.entry, ...odd] };
  expect(readWhatsAppWebhook(mixed, NUMBER).events).toHaveLength(1);
  expect(readWhatsAppWebhook(webhook({ statuses: [status()], messages: {} }), NUMBER).events).toHaveLength(1);
  const message = { from: '491701234567', text: { body: 'stop' }, button: 7, interactive: { button_reply: null } };
  const stopped = readWhatsAppWebhook(webhook({ statuses: 'none', messages: [message] }), NUMBER);
  expect(stopped.optOuts).toEqual([{ address: '+491701234567', source: 'reply' }]);
});

test('what is about another number is nobody’s here', () => {
  const about = { statuses: [status()], messages: [{ from: '491701234567', text: { body: 'stop' } }] };
  expect(readWhatsAppWebhook(webhook(about, '999'), NUMBER)).toEqual({ events: [], optOuts: [] });
});

test.each([
  { from: '541123456789', type: 'text', text: { body: ' Stop! ' } },
  { from: '5491123456789', type: 'button', button: { payload: 'x', text: 'STOP' } },
  { from: '5491123456789', type: 'button', button: { payload: 'STOP', text: 'Keine Nachrichten mehr' } },
  { from: '5491123456789', type: 'button', button: { payload: 'STOP' } },
  { from: '5491123456789', type: 'button', button: { payload: 7, text: 'stop' } },
  { from: '5491123456789', type: 'interactive', interactive: { button_reply: { id: 'x', title: 'Unsubscribe' } } },
  { from: '5491123456789', type: 'interactive', interactive: { list_reply: { id: 'x', title: 'Stop, please' } } },
])('a stop word is an opt-out of the person, however it was said: %j', (message) => {
  expect(readWhatsAppWebhook(webhook({ messages: [message] }), NUMBER)).toEqual({
    events: [],
    optOuts: [{ address: '+5491123456789', source: 'reply' }],
  });
});

test('of an id that has the number in it nothing is kept but its hash', () => {
  const id = `wamid.${Buffer.from('\x1c\x18\x0c491701234567\x15\x02\x00').toString('base64')}`;
  const { events } = readWhatsAppWebhook(webhook({ statuses: [status({ id })] }), NUMBER);
  expect(events[0]!.providerReference).toMatch(/^[0-9a-f]{64}$/);
});

test('a message that says anything else leaves nothing', () => {
  const messages = ['please do not stop', 'stop it or I call you', 'yes', ''].map((body) => ({
    ...{ from: '491701234567', text: { body } },
  }));
  const others = [
    { from: '491701234567', image: { id: '1' } },
    { from: '491701234567', button: { payload: 'next', text: 'Go on' } },
    { from: '491701234567', interactive: { list_reply: { id: 'stop', title: 'Bus stop' } } },
    { from: 'nobody', text: { body: 'stop' } },
  ];
  expect(readWhatsAppWebhook(webhook({ messages: [...messages, ...others] }), NUMBER)).toEqual({
    events: [],
    optOuts: [],
  });
});

test('of what is not understood nothing is taken, and the rest of it is', () => {
  const odd = [
    ...[null, 7, {}, status({ status: 'constructor' }), status({ status: 'warmed up' }), status({ id: 5 })],
    ...[status({ id: 'a b' }), status({ timestamp: 'yesterday' }), status({ id: 'x'.repeat(201) })],
  ];
  const { events } = readWhatsAppWebhook(webhook({ statuses: [...odd, status({ id: 'wamid.2' })] }), NUMBER);
  expect(events.map(({ providerReference }) => providerReference)).toEqual([whatsAppReferenceOf('wamid.2')]);
  for (const reference of [undefined, null, 7, { a: 1 }, 'a b', 'x'.repeat(201)]) {
    const { events } = readWhatsAppWebhook(
      webhook({ statuses: [status({ biz_opaque_callback_data: reference })] }),
      NUMBER,
    );
    expect(events).toEqual([expect.objectContaining({ reference: null })]);
  }
  for (const body of [undefined, null, [], 'x', {}, { object: 'page', entry: [] }, { entry: [{ changes: [] }] }]) {
    expect(readWhatsAppWebhook(body, NUMBER)).toEqual({ events: [], optOuts: [] });
  }
});

const SID = `AC${'0'.repeat(32)}`;
const call = (fields: Record<string, string> = {}) =>
  new URLSearchParams({
    ...{ AccountSid: SID, CallSid: 'CA1', CallStatus: 'busy', Timestamp: 'Thu, 01 Jan 2026 12:00:00 +0000' },
    ...fields,
  });

test('a callback becomes an event of its call', () => {
  expect(readTwilioWebhook(call(), 'ours', SID).events).toEqual([
    {
      ...{ reference: 'ours', providerReference: 'CA1', state: 'failed', code: 'busy' },
      happenedAt: new Date('2026-01-01T12:00:00Z'),
    },
  ]);
});

test.each([
  ['initiated', 'sent', null],
  ['ringing', 'sent', null],
  ['in-progress', 'delivered', null],
  ['completed', 'delivered', null],
  ['no-answer', 'failed', 'no-answer'],
  ['canceled', 'failed', 'canceled'],
  ['failed', 'failed', 'failed'],
])('%s is %s', (word, state, code) => {
  const { events } = readTwilioWebhook(call({ CallStatus: word, Timestamp: 'soon' }), null, SID);
  expect(events).toEqual([expect.objectContaining({ state, code, reference: null, happenedAt: expect.any(Date) })]);
});

test.each([
  { AccountSid: `AC${'1'.repeat(32)}` },
  { CallStatus: 'queued' },
  { CallStatus: 'toString' },
  { CallSid: '' },
])('of %j nothing is taken', (fields) => {
  expect(readTwilioWebhook(call(fields), 'ours', SID)).toEqual({ events: [], optOuts: [] });
});

test.each([
  ...['stop', 'STOP', ' Stop. ', 'StopAll', 'Arrêt', 'הסר', 'СТОП', 'abmelden!', 'opt-out', 'Revoke'],
  ...['please stop', 'Stop, please!', 'Bitte stop', 'stop bitte, danke', 'S’il vous plaît: arrêt', 'baja por favor'],
])('%j is a stop word', (text) => {
  expect(isStopWord(text)).toBe(true);
});

test.each(['', '!', 'stopp mal', 'go on', 'endless', 'cancel my order', 'please', 'please do not stop', 'bitte'])(
  '%j is none',
  (text) => {
    expect(isStopWord(text)).toBe(false);
  },
);
