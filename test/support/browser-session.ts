import { expect } from '@jest/globals';
import { testToken } from './test-token.js';
import { type RawAnswer, rawRequest } from './raw-request.js';

export interface LoggedIn {
  /** What a browser sends back: `name=value`. */
  readonly cookie: string;
  readonly token: string;
  /** Which browser keeps which parts: business, id, secret. */
  readonly parts: readonly string[];
  readonly answer: RawAnswer;
}

/** Logs in like a page would. @param more headers, for example the cookie of a session before */
export async function logIn(
  url: string,
  {
    businessId = 1,
    role = 'operator',
    more = {},
  }: { businessId?: number; role?: 'viewer' | 'operator' | 'admin'; more?: Record<string, string> } = {},
): Promise<LoggedIn> {
  const authorization = `Bearer ${await testToken(businessId, role)}`;
  const answer = await rawRequest(url, {
    method: 'POST',
    path: '/api/v1/session',
    headers: { authorization, ...more },
  });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  return { cookie, token: answer.body.csrfToken as string, parts: cookie.split('=')[1]!.split('.'), answer };
}

/** Logs a browser in with this credential. @returns the headers of a page's request */
export async function openSession(url: string, credential: string): Promise<Record<string, string>> {
  const { headers, body } = await rawRequest(url, {
    method: 'POST',
    path: '/api/v1/session',
    headers: { authorization: `Bearer ${credential}` },
  });
  const cookie = headers.getSetCookie()[0]!.split(';')[0]!;
  return { cookie, origin: url, 'x-csrf-token': body.csrfToken as string };
}
