import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { bearerTokenOf } from '../../src/http/bearer-token.js';

const TOKEN = 'aaaa.bbbb.c-_c';

/** A request with these headers, as Node reads them: bytes as Latin-1, and the first `Authorization` of several. */
function tokenIn(...lines: readonly (readonly [name: string, value: string])[]): string | undefined {
  const pairs = lines.map(([name, value]) => [name, Buffer.from(value).toString('latin1')] as const);
  const first = new Map([...pairs].reverse().map(([name, value]) => [name.toLowerCase(), value]));
  return bearerTokenOf({ rawHeaders: pairs.flat(), headers: Object.fromEntries(first) } as unknown as IncomingMessage);
}

test('a bearer token is read whatever the case of its scheme and the number of spaces', () => {
  for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'Bearer   ']) {
    expect(tokenIn(['Authorization', `${scheme}${TOKEN}`])).toBe(TOKEN);
  }
  expect(tokenIn(['x', 'y'], ['authorization', 'Bearer bg_1_a=='])).toBe('bg_1_a==');
});

test('no token is read from another scheme, from text around it, from two headers or from another header', () => {
  const values = [
    ...['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', `Basic ${TOKEN}`, `JWT ${TOKEN}`, `BearerX ${TOKEN}`, TOKEN],
    ...[`\uff22earer ${TOKEN}`, `Bearer\u200b ${TOKEN}`, `Bearer\u00a0${TOKEN}`, `Bearer\t${TOKEN}`],
    ...['Bearer aaaa. bbbb.cccc', `Bearer ${TOKEN}, Bearer ${TOKEN}`, `Bearer "${TOKEN}"`, `Bearer Bearer ${TOKEN}`],
    ...['Bearer {"payload":"aaaa","signatures":[]}', `Bearer ${TOKEN}\n`],
  ];
  for (const value of values) expect([value, tokenIn(['Authorization', value])]).toEqual([value, undefined]);
  const good = `Bearer ${TOKEN}`;
  expect(tokenIn(['Authorization', good], ['Authorization', 'Bearer bad'])).toBeUndefined();
  expect(tokenIn(['authorization', 'Bearer bad'], ['AUTHORIZATION', good])).toBeUndefined();
  expect(tokenIn(['Authorization', good], ['Authorization', good])).toBeUndefined();
  const elsewhere = [
    ['Cookie', `token=${TOKEN}; Authorization=${TOKEN}`],
    ['Proxy-Authorization', good],
    ['X-Authorization', good],
  ] as const;
  expect(tokenIn(...elsewhere)).toBeUndefined();
  expect(tokenIn()).toBeUndefined();
});
