import { expect, test } from '@jest/globals';
import { SessionCookie } from '../../src/api/session/session-cookie.js';

const NAME = 'bulkgate_session';
const id = '0190a1b2-0000-7000-8000-000000000000';
const secret = 'A'.repeat(43);
const value = `1.${id}.${secret}`;
const good = `${NAME}=${value}`;
const cookie = new SessionCookie(false);

test('a session is read from its cookie, wherever it is among others', () => {
  const around = [`first=1; ${good}; ${NAME}_2=x; x${NAME}=y`, `a=b;${good}  ;c=d`, `${'a=b; '.repeat(1_000)}${good}`];
  for (const header of [good, ...around]) expect(cookie.read(header)).toEqual({ businessId: 1, id, secret });
});

test('a cookie of another name is none', () => {
  const headers = [
    ...[undefined, '', `__Host-${good}`, `__Secure-${good}`, good.replace(NAME, NAME.toUpperCase())],
    `other="; ${NAME}2=${value}"`,
  ];
  for (const header of headers) expect([header, cookie.read(header)]).toEqual([header, undefined]);
  const secure = new SessionCookie(true);
  expect([secure.read(good), secure.read(`${good}; __Host-${good}`)]).toEqual([
    undefined,
    { businessId: 1, id, secret },
  ]);
});

test('a cookie that cannot be ours is refused, and so are two of the name', () => {
  const values = [
    ...['', `1.${id}`, `${value}.x`, `"${value}"`, value.replaceAll('.', '%2E'), `${value}${'A'.repeat(8_000)}`],
    ...['0', '-1', '01', '2147483648', '9999999999', '1 OR true', ''].map((business) => `${business}.${id}.${secret}`),
    ...["' OR true --", id.toUpperCase(), '-'.repeat(36), ''].map((other) => `1.${other}.${secret}`),
    ...[secret.slice(1), `${secret.slice(1)}=`].map((other) => `1.${id}.${other}`),
  ];
  const twice = [`${good}; ${good}`, `${good}; ${NAME}`, `${NAME}; ${good}`, `${good}; ${NAME}=`];
  const headers = [...values.map((other) => `${NAME}=${other}`), ...twice, `${good}; ${'a=b; '.repeat(1_000)}${good}`];
  for (const header of headers) expect([header, cookie.read(header)]).toEqual([header, null]);
});
