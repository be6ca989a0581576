import { createApiClient } from '@bulkgate/client';
import { basePath } from '../base-path.js';
import { isAttended } from '../session/attendance.js';
import { csrfToken, forgetSession, lookAtSession, noteUse } from '../session/session-query.js';

/** Longer than the API gives any of its parts; past that nobody is there. */
const ANSWER_WITHIN_MS = 30_000;
/** An answer that is not waited for leaves open what has changed. */
const CHANGE_WITHIN_MS = 60_000;

/** A file is on its way for minutes, as long as the server gives it. */
const FILE_WITHIN_MS = 300_000;

const UNATTENDED = 'x-unattended';

/** Typed calls to the API, with the session's cookie. */
export const api = createApiClient({
  url: basePath,
  token: null,
  fetch(request) {
    const late = AbortSignal.timeout(patienceFor(request));
    return fetch(request, { signal: AbortSignal.any([request.signal, late]) });
  },
});

api.use({
  onRequest({ request }) {
    // It must not keep the session of somebody who has left from ending by silence.
    if (request.method === 'GET' && !isAttended()) request.headers.set(UNATTENDED, 'true');
    const token = csrfToken();
    if (request.method !== 'GET' && token !== undefined) request.headers.set('x-csrf-token', token);
  },
  onResponse({ request, response }) {
    if (response.status === 401) forgetSession();
    // A token that is not the session's: another tab has logged in anew.
    else if (response.status === 403 && request.method !== 'GET') lookAtSession();
    else if (!request.headers.has(UNATTENDED)) noteUse();
  },
});

function patienceFor({ method, headers }: Request): number {
  if (method === 'GET') return ANSWER_WITHIN_MS;
  return headers.get('content-type') === 'text/csv' ? FILE_WITHIN_MS : CHANGE_WITHIN_MS;
}
