import createFetchClient from 'openapi-fetch';

/** @type {typeof import('./index.js').createApiClient} */
export function createApiClient({ url, token, fetch }) {
  return createFetchClient({
    baseUrl: url,
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(fetch ? { fetch } : {}),
  });
}
