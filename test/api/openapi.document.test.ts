import { expect, test as testApart } from '@jest/globals';
import { unnamedSchemas } from '../../scripts/contract/unnamed-schemas.mjs';
import { newJobSchema } from '../../src/api/jobs/new-job-schema.js';
import { moment } from '../../src/operations/moment.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { shareApi } from '../support/shared-api.js';
import {
  assertDocumented,
  type AnswerDoc,
  document,
  type Document,
  faultsOf,
  pointerOf,
  routes,
  UndocumentedAnswer,
} from '../support/contract.js';

const test = shareApi({ environment: { DOCS_PUBLIC: 'true' } });

test('the document that is served is the one that is committed, OpenAPI 3.1', async ({ ask }) => {
  const { status, body } = await ask<Document>('/docs-json', { token: null });
  expect([status, body.openapi, body.servers.map(({ url }) => url)]).toEqual([200, '3.1.0', ['/']]);
  expect(body).toEqual(document);
});

testApart('every route says what it does, which credentials it takes and what it answers', () => {
  expect(new Set(routes.map(({ doc }) => doc.operationId)).size).toBe(routes.length);
  for (const { name, doc } of routes) {
    expect([name, doc.summary.length > 3, doc.tags.length]).toEqual([name, true, 1]);
    const statuses = Object.keys(doc.responses);
    expect([name, statuses]).toEqual([name, expect.arrayContaining(['400', '500'])]);
    if (doc.security?.length === 0 || doc.security?.some((scheme) => Object.keys(scheme).length === 0)) continue;
    expect([name, doc.security?.length]).toEqual([name, expect.any(Number)]);
    expect([name, statuses]).toEqual([name, expect.arrayContaining(['401', '403'])]);
  }
});

testApart('every object and list of values has a name, and each way to leave one without is found', () => {
  expect(unnamedSchemas(document)).toEqual([]);
  const unnamed = { type: 'object', properties: { a: { type: 'string', enum: ['b'] } } };
  const place = { components: { schemas: { Named: unnamed } } };
  expect(unnamedSchemas(place)).toEqual(['/components/schemas/Named/properties/a']);
  const route = { paths: { '/x': { get: { parameters: [{ schema: { anyOf: [{ type: 'null' }, unnamed] } }] } } } };
  expect(unnamedSchemas(route)).toHaveLength(2);
});

testApart.each([
  ['2026-01-01T00:00:00Z', true],
  ['2024-02-29T23:59:59.123456+15:59', true],
  ['2023-02-29T00:00:00Z', false],
  ['2026-04-31T00:00:00Z', false],
  ['2026-13-01T00:00:00Z', false],
  ['0000-01-01T00:00:00Z', false],
  ['0001-01-01T00:00:00Z', true],
  ['2026-01-01T00:00:00+16:00', false],
  ['2026-01-01T00:00:00-15:60', false],
  ['2026-01-01T24:00:00Z', false],
  ['2026-01-01T00:00Z', false],
  ['2026-01-01T00:00:00', false],
  ['2026-01-01', false],
  ['x2026-01-01T00:00:00Z', false],
])('a moment is the same for its one pattern in the document and for its reader: %s', (text, isGood) => {
  const schema = document.components.schemas.LeadFilter!.properties as Record<string, { pattern: string }>;
  expect([new RegExp(schema.createdAfter!.pattern).test(text), moment.safeParse(text).success]).toEqual([
    isGood,
    isGood,
  ]);
});

testApart('every answer names its headers, has an example that its schema allows, and every problem its codes', () => {
  for (const { name, path, method, doc } of routes) {
    for (const [status, answer] of Object.entries(doc.responses)) {
      const where = `${name} ${status}`;
      expect([where, answer.headers?.['x-request-id']?.required]).toEqual([where, true]);
      const wanted = {
        401: 'WWW-Authenticate',
        416: 'Content-Range',
        429: 'Retry-After',
        502: 'Retry-After',
        503: 'Retry-After',
      }[status];
      if (wanted) expect([where, answer.headers?.[wanted]?.required]).toEqual([where, true]);
      if (answer.content === undefined) {
        expect([where, ['204', '302', '304']]).toEqual([where, expect.arrayContaining([status])]);
        continue;
      }
      const isProblem = Number(status) >= 400;
      const types = Object.keys(answer.content);
      if (isProblem) expect([where, types]).toEqual([where, ['application/problem+json']]);
      for (const type of types) {
        const at = pointerOf('paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema');
        if (type.startsWith('audio/')) continue; // an example of bytes says nothing
        const examples = examplesOf(answer, type);
        expect([where, examples.length > 0]).toEqual([where, true]);
        for (const value of examples) expect([where, faultsOf(at, value)]).toEqual([where, null]);
        if (!isProblem) continue;
        const codes = examples.map((value) => (value as { code: string }).code);
        const other = { ...(examples[0] as object), code: 'a_code_that_is_not_documented' };
        expect([where, new Set(codes).size]).toEqual([where, codes.length]);
        expect([where, faultsOf(at, other)]).not.toEqual([where, null]);
        const more = { ...(examples[0] as object), surplus: 1 };
        expect([where, faultsOf(at, more)]).not.toEqual([where, null]);
      }
    }
  }
});

function examplesOf(answer: AnswerDoc, type: string): unknown[] {
  const { example, examples = {} } = answer.content![type]!;
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
}

testApart('every body that is taken has examples, and no field beside those that are written down', () => {
  for (const { name, path, method, doc } of routes) {
    for (const [type, { examples = {} }] of Object.entries(doc.requestBody?.content ?? {})) {
      const at = pointerOf('paths', path, method.toLowerCase(), 'requestBody', 'content', type, 'schema');
      const values = Object.values(examples).map(({ value }) => value as object);
      expect([name, values.length > 0]).toEqual([name, true]);
      for (const value of values) {
        expect([name, faultsOf(at, value)]).toEqual([name, null]);
        expect([name, faultsOf(at, { ...value, surplus: 1 })]).not.toEqual([name, null]);
      }
    }
  }
});

/** A request id that cannot go into a log is replaced; what is no range or tag is ignored, or names no version (If-Match), as RFC 9110 has it. */
const ANY_TEXT = ['x-request-id', 'range', 'if-range', 'if-match', 'if-none-match', 'last-event-id'];

testApart('every parameter has limits: a list its length, a text its form', () => {
  for (const { name, doc } of routes) {
    for (const { name: parameter, in: place, schema } of doc.parameters) {
      const where = `${name} ${parameter}`;
      if (ANY_TEXT.includes(parameter)) continue;
      const limits = [
        'pattern',
        'format',
        'enum',
        'const',
        'maximum',
        'maxItems',
        'maxLength',
        'allOf',
        '$ref',
        'anyOf',
      ];
      expect([where, limits.some((limit) => limit in schema) || schema.type === 'boolean']).toEqual([where, true]);
      expect([where, place === 'cookie']).toEqual([where, false]);
    }
  }
});

testApart(
  'an answer with a field, a code, a status or a header that is not in the document is told from one that is',
  () => {
    const headers = new Headers({ 'content-type': 'application/json', 'x-request-id': 'r' });
    const good = { method: 'GET', path: '/health/live', status: 200, headers, text: '{"alive":true}' };
    expect(() => assertDocumented(good)).not.toThrow();
    const problem = { type: '/problems/x', title: 'x', status: 400, code: 'x', instance: '/', requestId: 'r' };
    const bad: Partial<typeof good>[] = [
      { text: '{"alive":true,"since":1}' },
      { text: '{"alive":"yes"}' },
      { status: 201 },
      { headers: new Headers({ 'content-type': 'application/json' }) },
      { headers: new Headers({ 'content-type': 'text/html', 'x-request-id': 'r' }) },
      { path: '/health/dead' },
      {
        status: 400,
        text: JSON.stringify(problem),
        headers: new Headers({ 'content-type': 'application/problem+json', 'x-request-id': 'r' }),
      },
    ];
    for (const change of bad) expect(() => assertDocumented({ ...good, ...change })).toThrow(UndocumentedAnswer);
  },
);

testApart('the documented body of a start is the one that its reader is tested with', () => {
  const schema = newJobSchema(operationRegistry);
  const values = Object.values(
    routes.find(({ name }) => name === 'POST /api/v1/jobs')!.doc.requestBody!.content['application/json']!.examples!,
  );
  for (const { value } of values) expect(schema.safeParse(value).success).toBe(true);
});

test('the page and its files are served from the package, and nothing else of it', async ({ ask }) => {
  const page = await ask('/docs', { token: null });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const files = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path!);
  expect(files).toHaveLength(4);
  for (const path of files) expect([path, (await ask(path, { token: null })).status]).toEqual([path, 200]);
  for (const path of ['/docs/index.html', '/docs/package.json', '/docs/__proto__', '/docs/..%2f..%2fpackage.json']) {
    expect([path, (await ask(path, { token: null })).status]).toEqual([path, 404]);
  }
});
