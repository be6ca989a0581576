import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './api-types.js';

/** Every route of the API as a typed call: `client.GET('/api/v1/operations/{id}', { params: { path: { id } } })`. */
export type ApiClient = Client<paths>;

export interface ApiClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  /** Bearer token or API key; null asks without one. */
  readonly token: string | null;
  /** In place of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client whose paths, parameters, bodies and answers are those of openapi.json. It never throws for an answer:
 * `error` is the problem, typed by its codes, and `response` has status and headers.
 */
export function createApiClient({ url, token, fetch }: ApiClientOptions): ApiClient {
  return createFetchClient<paths>({
    baseUrl: url,
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(fetch ? { fetch } : {}),
  });
}
