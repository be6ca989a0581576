import { expect, test as testApart } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { shareApi } from '../support/shared-api.js';
import { document, pathWith, routes } from '../support/contract.js';
import { rawRequest } from '../support/raw-request.js';
import { tokenOf } from './credentials.js';

const test = shareApi();

interface Invalid {
  readonly code: string;
  readonly errors?: { field: string; message: string }[];
}

const namedBy = (text: string): string[] => ((JSON.parse(text) as Invalid).errors ?? []).map(({ field }) => field);

/** A body's example and its objects, each with a field more; by the path that the answer must name. */
function withOneMore(value: unknown, path = ''): [path: string, body: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const here: [string, unknown] = [`${path}surplus`, { ...value, surplus: 1 }];
  return [
    here,
    ...Object.entries(value).flatMap(([name, inner]) =>
      withOneMore(inner, `${path}${name}.`).map(([where, changed]): [string, unknown] => [
        where,
        { ...value, [name]: changed },
      ]),
    ),
  ];
}

test('a query field that a route does not know is refused with 400 by its name, on every route', async ({ url }) => {
  const authorization = `Bearer ${await tokenOf({ businessId: 1, role: 'admin' })}`;
  for (const { name, method, path } of routes) {
    for (const field of ['surplus', 'sort', 'order_by', 'fields', 'business_id', 'businessId', '__proto__', 'Limit']) {
      const at = `${pathWith(path, uuidV7())}?${field}=1`;
      const { status, text } = await rawRequest(url, { method, path: at, headers: { authorization } });
      expect([name, field, status, namedBy(text)]).toEqual([name, field, 400, expect.arrayContaining([field])]);
    }
  }
});

test('a body field that a route does not know is refused with 400 by its name, at every depth, and so is a body that nobody reads', async ({
  url,
  traces,
}) => {
  const authorization = `Bearer ${await tokenOf({ businessId: 1, role: 'admin' })}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const before = await traces();
  for (const { name, method, path, doc } of routes) {
    // A file has columns, no fields.
    if (doc.requestBody !== undefined && !('application/json' in doc.requestBody.content)) continue;
    const at = pathWith(path, uuidV7());
    const examples = Object.values(doc.requestBody?.content['application/json']?.examples ?? {});
    const bodies: [string, unknown][] =
      examples.length === 0 ? [['body', { surplus: 1 }]] : examples.flatMap(({ value }) => withOneMore(value));
    for (const [field, body] of bodies) {
      const sent = JSON.stringify(body);
      const { status, text } = await rawRequest(url, { method, path: at, headers, body: sent });
      expect([name, sent, status, namedBy(text)]).toEqual([name, sent, 400, expect.arrayContaining([field])]);
    }
  }
  expect(await traces()).toEqual(before);
});

testApart('the document closes every object that a client sends', () => {
  const open: string[] = [];
  const walk = (schema: unknown, where: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { type, additionalProperties, $ref } = schema as Record<string, unknown>;
    if (typeof $ref === 'string') walk(document.components.schemas[$ref.split('/').at(-1)!], $ref);
    if (type === 'object' && additionalProperties !== false) open.push(where);
    for (const [key, inner] of Object.entries(schema)) if (key !== 'examples') walk(inner, `${where}/${key}`);
  };
  for (const { name, doc } of routes) {
    for (const { schema } of Object.values(doc.requestBody?.content ?? {})) walk(schema, name);
  }
  expect(open).toEqual([]);
});
