import { gzipSync } from 'node:zlib';
import { expect, test as testApart } from '@jest/globals';
import { newJobSchema } from '../../src/api/jobs/new-job-schema.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { shareApi } from '../support/shared-api.js';
import { NO_TRACES } from '../support/api.js';
import { exactNumber } from '../../src/http/exact-number.js';
import { pathWith, routes } from '../support/contract.js';
import { rawRequest as requestAsSent } from '../support/raw-request.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

interface Invalid {
  readonly errors?: { field: string; message: string }[];
}

const TYPE = 'delete_leads_bulk';
const of = (selection: unknown, rest: object = {}) => ({ type: TYPE, selection, ...rest });

const broadcast = (canary: unknown) => ({
  type: 'broadcast_whatsapp',
  selection: { all: true },
  parameters: { template: 'spring_letter', language: 'en' },
  options: { canary },
});

const FILTER_TEXTS = ['text', 'status', 'source'].map((field) => `selection.filter.${field}`);

/** Body → the fields that the answer must name. */
const BAD: readonly [body: unknown, fields: string[]][] = [
  [{}, ['type', 'selection']],
  [[], ['body']],
  [null, ['body']],
  ['"delete_leads_bulk"', ['body']],
  [{ type: 'delete_everything', selection: { all: true } }, ['type']],
  [{ type: 7, selection: { all: true } }, ['type']],
  [{ type: '__proto__', selection: { all: true } }, ['type']],
  [of({}), ['selection']],
  [of([]), ['selection']],
  [of('all'), ['selection']],
  [of({ all: false }), ['selection.all']],
  [of({ all: true, ids: [1] }), ['selection']],
  [of({ everything: true }), ['selection', 'selection.everything']],
  [of({ all: true }, { options: { canary: { recipients: 5 } } }), ['options.canary']],
  [broadcast({}), ['options.canary.recipients']],
  [broadcast({ recipients: 0 }), ['options.canary.recipients']],
  [broadcast({ recipients: 1_001 }), ['options.canary.recipients']],
  [broadcast({ recipients: 5, maxFailedPercent: 101 }), ['options.canary.maxFailedPercent']],
  [broadcast({ recipients: 5, waitSeconds: 0, more: 1 }), ['options.canary.waitSeconds', 'options.canary.more']],
  [broadcast(5), ['options.canary']],
  [of({ ids: [] }), ['selection.ids']],
  [of({ ids: 17 }), ['selection.ids']],
  [of({ ids: [1, -2] }), ['selection.ids.1']],
  [of({ ids: [0] }), ['selection.ids.0']],
  [of({ ids: [1.5] }), ['selection.ids.0']],
  [of({ ids: ['1'] }), ['selection.ids.0']],
  [of({ ids: [1, null, [2], { id: 3 }, true] }), ['1', '2', '3', '4'].map((index) => `selection.ids.${index}`)],
  [`{"type":"${TYPE}","selection":{"ids":[9223372036854775808]}}`, ['selection.ids.0']],
  [`{"type":"${TYPE}","selection":{"ids":[9007199254740993]}}`, ['selection.ids.0']],
  [`{"type":"${TYPE}","selection":{"ids":[1e999]}}`, ['selection.ids.0']],
  [of({ filter: {} }), ['selection.filter']],
  [of({ filter: { colour: 'red' } }), ['selection.filter.colour']],
  [of({ filter: { status: '' } }), ['selection.filter.status']],
  [of({ filter: { text: ' ' } }), ['selection.filter.text']],
  [of({ filter: { text: '\u00a0\u200b', status: '\t', source: '\u3164' } }), FILTER_TEXTS],
  [of({ filter: { text: '\u{e0020}' } }), ['selection.filter.text']],
  [of({ filter: { importId: 'x' } }), ['selection.filter.importId']],
  [of({ filter: { createdBefore: 'yesterday' } }), ['selection.filter.createdBefore']],
  [of({ filter: [] }), ['selection.filter']],
  [of({ filter: { owner: '\u200b', tag: '' } }), ['selection.filter.owner', 'selection.filter.tag']],
  [{ type: 'delete_receipts_all', selection: { ids: [1] } }, ['selection.ids']],
  [{ type: 'delete_imported_leads', selection: { ids: [1] } }, ['selection.ids']],
  [
    { type: 'delete_imported_leads', selection: { filter: { status: 'new' } } },
    ['selection.filter.importId', 'selection.filter.status'],
  ],
  [of({ all: true }, { options: { batchSize: 0 } }), ['options.batchSize']],
  [of({ all: true }, { options: { batchSize: 1e9 } }), ['options.batchSize']],
  [of({ all: true }, { options: { batchSize: 'automatic' } }), ['options.batchSize']],
  [of({ all: true }, { options: { throttleMs: -1 } }), ['options.throttleMs']],
  [of({ all: true }, { options: { throttleMs: 60_001, speed: 'fast' } }), ['options.throttleMs', 'options.speed']],
  [of({ all: true }, { parameters: [] }), ['parameters']],
  [of({ all: true }, { parameters: null }), ['parameters']],
  [of({ all: true }, { parameters: { status: 'new', all: true } }), ['parameters.status', 'parameters.all']],
  [of({ all: true }, { option: {} }), ['option']],
];

/** What is wrong with these is not their shape: JSON Schema knows nothing of it. More: test/http/json-assembler.reads. */
const BAD_AS_TEXT: readonly [body: string, fields: string[]][] = [
  ['', ['body']],
  [`{"type":"${TYPE}","selection":{"all":true}`, ['body']],
  [`{"type":"${TYPE}","type":"${TYPE}","selection":{"all":true}}`, ['type']],
  [`{"type":"${TYPE}","selection":{"filter":{"text":"a\\u0000b"}}}`, ['selection.filter.text']],
  [`{"type":"${TYPE}","selection":{"filter":{"__proto__":{"status":"new"}}}}`, ['selection.filter.__proto__']],
  [`{"type":"${TYPE}","selection":${'['.repeat(100)}`, ['selection']],
  // Numbers that would become others: the id 5603, the batch size 50.
  [`{"type":"${TYPE}","selection":{"ids":[5603.00000000000000000001]}}`, ['selection.ids.0']],
  [`{"type":"${TYPE}","selection":{"ids":[-0]}}`, ['selection.ids.0']],
  [
    `{"type":"${TYPE}","selection":{"all":true},"options":{"batchSize":50.00000000000000000001}}`,
    ['options.batchSize'],
  ],
];

test('bad input is refused with 400 naming the faulty fields, and leaves nothing behind', async ({ ask, traces }) => {
  for (const [body, fields] of [...BAD, ...BAD_AS_TEXT]) {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await ask<Invalid>('/api/v1/jobs', { body: sent });
    const named = new Set(answer.body.errors?.map(({ field }) => field));
    expect([sent, answer.status, named]).toEqual([sent, 400, sent.includes('[[[') ? named : new Set(fields)]);
    if (sent.includes('[[[')) expect([...named][0]).toMatch(/^selection/);
  }
  const noBody = await ask<Invalid>('/api/v1/jobs', { method: 'POST' });
  expect([noBody.status, noBody.body.errors?.[0]?.field]).toEqual([400, 'body']);
  expect(await traces()).toEqual(NO_TRACES);
});

testApart('the documented schema refuses what the reader refuses', () => {
  const schema = newJobSchema(operationRegistry);
  const accepted = BAD.filter(([body]) => schema.safeParse(typeof body === 'string' ? JSON.parse(body) : body).success);
  // An empty filter is a filter of no fields: that it is refused is said in words.
  expect(accepted.map(([body]) => body)).toEqual([of({ filter: {} })]);
  for (const selection of [{ ids: [1, 2] }, { filter: { status: 'new', importId: 3 } }, { all: true }]) {
    expect(schema.safeParse(of(selection, { options: { batchSize: 1, throttleMs: 0 } })).success).toBe(true);
    expect(schema.safeParse(of(selection, { options: { batchSize: 'auto' } })).success).toBe(true);
  }
});

test('a header that is no idempotency key is refused by its name', async ({ ask, traces }) => {
  for (const key of ['', 'x'.repeat(256), 'schl\u00fcssel', 'a\tb']) {
    const headers = { 'idempotency-key': key };
    for (const path of ['/api/v1/jobs', '/api/v1/jobs?dryRun=true']) {
      const answer = await ask<Invalid>(path, { body: of({ all: true }), headers });
      expect([path, key, answer.status, answer.body.errors?.[0]?.field]).toEqual([path, key, 400, 'Idempotency-Key']);
    }
  }
  expect(await traces()).toEqual(NO_TRACES);
});

testApart.each([
  ['5603', 5603],
  ['5603.0', 5603],
  ['1e3', 1000],
  ['10.0E+2', 1000],
  ['0.1', 0.1],
  ['-0', -0],
  ['0.000', 0],
  ['9007199254740992', 9007199254740992],
  ['123456789012345678e-3', null],
  ['5603.00000000000000000001', null],
  ['9007199254740993', null],
  ['1e999', null],
  ['1e-999', null],
  ['0.10000000000000000001', null],
])('a number is read as it is written or not at all: %s', (text, value) => {
  expect(exactNumber(text)).toBe(value);
});

test('a packed body, and one that is not UTF-8 by its own word, is 415 wherever a body is read', async ({
  url,
  traces,
}) => {
  const authorization = `Bearer ${await testToken(1, 'admin')}`;
  const reading = routes.filter(({ doc }) => doc.requestBody !== undefined);
  expect(reading.length).toBeGreaterThan(5);
  for (const { method, path } of reading) {
    for (const [name, value] of [
      ['content-encoding', 'gzip'],
      ['content-encoding', 'identity, br'],
      ['content-type', 'application/json; charset=utf-16'],
    ] as const) {
      const headers = { authorization, 'content-type': 'application/json', [name]: value };
      const sent = { method, path: pathWith(path, 'x'), headers, body: gzipSync('{}').toString('latin1') };
      const { status, body } = await requestAsSent(url, sent);
      expect([method, path, value, status, body.code]).toEqual([method, path, value, 415, 'unsupported_media_type']);
    }
  }
  const plain = {
    authorization,
    'content-type': 'application/json; charset="UTF-8"',
    'content-encoding': 'identity',
  };
  const sent = { method: 'POST', path: '/api/v1/jobs', headers: plain, body: '{' };
  expect((await requestAsSent(url, sent)).status).toBe(400);
  expect(await traces()).toEqual(NO_TRACES);
});

test('a header with one value that comes twice is refused by its name, and nothing is started', async ({
  url,
  traces,
}) => {
  const once = {
    authorization: `Bearer ${await testToken(1, 'operator')}`,
    'content-type': 'application/json',
    'idempotency-key': 'a',
  };
  const body = JSON.stringify(of({ all: true }));
  for (const [name, field] of [
    ['idempotency-key', 'Idempotency-Key'],
    ['content-type', 'Content-Type'],
    ['last-event-id', 'Last-Event-ID'],
  ] as const) {
    const value = once[name as keyof typeof once] ?? 'x';
    const headers = { ...once, [name]: [value, value] };
    const answer = await requestAsSent(url, { method: 'POST', path: '/api/v1/jobs', headers, body });
    expect([name, answer.status, answer.body.errors]).toEqual([
      name,
      400,
      [{ field, message: 'is given more than once' }],
    ]);
  }
  expect(await traces()).toEqual(NO_TRACES);
});

test('bad small bodies are refused by the names of their fields', async ({ ask }) => {
  const job = '/api/v1/jobs/0190a1b2-0000-7000-8000-000000000000';
  for (const [method, path, body, fields] of [
    ['PATCH', job, {}, ['body']],
    ['PATCH', job, { batchSize: 10_001 }, ['batchSize']],
    ['PATCH', job, { batchSize: 'AUTO' }, ['batchSize']],
    ['PATCH', job, { throttleMs: 1, pause: true }, ['pause']],
    ['PATCH', job, '{"throttleMs":1,"throttleMs":2}', ['throttleMs']],
    ['POST', `${job}/pause`, { reason: 'lunch' }, ['reason']],
  ] as const) {
    const answer = await ask<Invalid>(path, { method, body });
    const named = answer.body.errors?.map(({ field }) => field);
    expect([path, answer.status, named]).toEqual([path, 400, fields]);
  }
});

test('a body that is not UTF-8 is no JSON, wherever the bytes are, and leaves nothing', async ({ url, traces }) => {
  const token = await testToken(1, 'admin');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const bad = ['ff', 'c37b', 'e2ed', 'f00a8020', '80c376', 'eda080', 'f6'].map((hex) => Buffer.from(hex, 'hex'));
  for (const [path, before, after] of [
    ['/api/v1/keys', '\n"', '"'],
    ['/api/v1/keys', '{"name":"', '"}'],
    ['/api/v1/jobs', `{"type":"${TYPE}`, '","selection":{"all":true}}'],
    ['/api/v1/jobs', `{"type":"${TYPE}","selection":{"ids":["`, '"]}}'],
    ['/api/v1/jobs', `{"ty`, `":"${TYPE}"}`],
  ] as const) {
    for (const bytes of bad) {
      const body = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body });
      const { code } = (await answer.json()) as { code: string };
      expect([path, before, bytes, answer.status, code]).toEqual([path, before, bytes, 400, 'malformed_json']);
    }
  }
  expect(await traces()).toEqual(NO_TRACES);
});
