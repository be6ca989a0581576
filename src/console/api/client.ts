import { createApiClient } from '@bulkgate/client';
import { basePath } from '../base-path.js';
import { csrfToken, forgetSession } from '../session/session-query.js';

/** Typed calls to the API, with the session's cookie. */
export const api = createApiClient({ url: basePath, token: null });

api.use({
  onRequest({ request }) {
    const token = csrfToken();
    if (request.method !== 'GET' && token !== undefined) request.headers.set('x-csrf-token', token);
  },
  onResponse({ response }) {
    if (response.status === 401) forgetSession();
  },
});
