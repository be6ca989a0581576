import { assertDocumented } from './contract.js';
import { testToken } from './test-token.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface Ask {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

export type AskApi = <Body = Record<string, unknown>>(path: string, ask?: Ask) => Promise<Answer<Body>>;

/**
 * Asks an API, as an operator of business 1 unless another token is given. An answer that is not in openapi.json is
 * thrown as UndocumentedAnswer.
 *
 * @param url without a slash at its end
 */
export async function asking(url: string): Promise<AskApi> {
  const operator = await testToken(1);
  return async <Body>(
    path: string,
    { method: given, token = operator, headers = {}, body }: Ask = {},
  ): Promise<Answer<Body>> => {
    const isText = typeof body === 'string';
    const method = given ?? (body === undefined ? 'GET' : 'POST');
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    assertDocumented({ method, path, status: response.status, headers: response.headers, text });
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
    };
  };
}
