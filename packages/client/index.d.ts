import type { Client } from 'openapi-fetch';
import type { components, paths } from './api-types.js';

export type { components, operations, paths } from './api-types.js';

/** The shapes of the API by their names in its document: `Schemas['Job']`. */
export type Schemas = components['schemas'];

/** Every route of the API as a typed call: `client.GET('/api/v1/jobs/{id}', { params: { path: { id } } })`. */
export type ApiClient = Client<paths>;

export interface ApiClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  /** Bearer token or API key; null sends none, for pages that have the cookie of a session. */
  readonly token: string | null;
  /** In place of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client whose paths, parameters, bodies and answers are those of the API's document. It never throws for an answer:
 * `error` is the problem, typed by its codes, and `response` has status and headers.
 */
export function createApiClient(options: ApiClientOptions): ApiClient;
