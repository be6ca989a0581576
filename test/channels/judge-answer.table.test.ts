import { expect, test } from '@jest/globals';
import { judgeAnswer } from '../../src/channels/judge-answer.js';
import { meaningOfTwilioCode } from '../../src/channels/twilio/twilio-codes.js';
import { meaningOfWhatsAppCode } from '../../src/channels/whatsapp/whatsapp-codes.js';

/** A provider whose body is its code or its reference. */
const judge = (status: number, body: unknown, meaningOf = meaningOfWhatsAppCode, retryAfterMs: number | null = null) =>
  judgeAnswer(
    { kind: 'answered', status, retryAfterMs, body },
    { referenceIn: (given) => given, codeIn: (given) => given, meaningOf },
  );

const refused = (code: string, stopsJob = false, isOptOut = false) => ({ kind: 'refused', code, stopsJob, isOptOut });
const notProcessed = (code: string, onlyPerson = false, retryAfterMs: number | null = null) => ({
  kind: 'not processed',
  code,
  retryAfterMs,
  onlyPerson,
});

test.each([4, 80007, 130429, 131000, 133004])('WhatsApp %i: everybody waits, and it may be sent again', (code) => {
  for (const status of [400, 429, 500, 503]) expect(judge(status, code)).toEqual(notProcessed(String(code)));
});

test('WhatsApp 131056: only this person waits', () => {
  expect(judge(400, 131056)).toEqual(notProcessed('131056', true));
});

test.each([131026, 131047, 131049])('WhatsApp %i is final for this person', (code) => {
  expect(judge(400, code)).toEqual(refused(String(code)));
});

test('WhatsApp 131050: this person has opted out', () => {
  expect(judge(400, 131050)).toEqual(refused('131050', false, true));
});

test.each([131048, 131042, 190, 368, 131031, 132000, 132001, 132015, 132999])(
  'WhatsApp %i: nobody else would succeed',
  (code) => {
    expect(judge(400, code)).toEqual(refused(String(code), true));
  },
);

test('a code that is not in the table is final for the person where the status refuses, and else tells nothing', () => {
  expect(judge(400, 131999)).toEqual(refused('131999'));
  expect(judge(500, 131999)).toEqual({ kind: 'unknown', code: '131999' });
  expect(judge(400, 13_200)).toEqual(refused('13200'));
  expect(judge(400, 1_320_000)).toEqual(refused('1320000'));
});

test.each([
  [20429, notProcessed('20429')],
  [22005, notProcessed('22005')],
  [21211, refused('21211')],
  [21215, refused('21215')],
  [20003, refused('20003', true)],
  [20005, refused('20005', true)],
  [21210, refused('21210', true)],
])('Twilio %i', (code, outcome) => {
  expect(judge(400, code, meaningOfTwilioCode)).toEqual(outcome);
});

test.each([500, 502, 503, 504])('Twilio’s %i may have placed the call', (status) => {
  expect(judge(status, 20500, meaningOfTwilioCode)).toEqual({ kind: 'unknown', code: '20500' });
});

test.each([
  [301, { kind: 'unknown', code: 'http_301' }],
  [303, { kind: 'unknown', code: 'http_303' }],
  [400, refused('http_400')],
  [401, refused('http_401', true)],
  [403, refused('http_403')],
  [408, { kind: 'unknown', code: 'http_408' }],
  [429, notProcessed('http_429')],
  [500, { kind: 'unknown', code: 'http_500' }],
  [503, { kind: 'unknown', code: 'http_503' }],
])('%i without a code', (status, outcome) => {
  for (const body of [undefined, null, {}, 'a page', -1, 1.5, '130429']) expect(judge(status, body)).toEqual(outcome);
});

test('a wait that the provider asks for is kept, for everybody and for one person', () => {
  expect(judge(429, 130429, undefined, 7_000)).toEqual(notProcessed('130429', false, 7_000));
  expect(judge(429, undefined, undefined, 7_000)).toEqual(notProcessed('http_429', false, 7_000));
  expect(judge(400, 131056, undefined, 7_000)).toEqual(notProcessed('131056', true, 7_000));
});

test('a success without a reference, or with one that nobody can keep, may have been taken', () => {
  expect(judge(200, 'wamid.1')).toEqual({ kind: 'accepted', reference: 'wamid.1' });
  for (const body of [undefined, '', 7, 'x'.repeat(201)]) {
    expect(judge(201, body)).toEqual({ kind: 'unknown', code: 'no_reference' });
  }
});
