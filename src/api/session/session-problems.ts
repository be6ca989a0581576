import { FORGERY_SIGNS, type ForgerySign } from '../browser-safety/forgery-check.js';
import { Problem } from '../../http/problem.js';
import { unauthenticated } from '../../http/problems.js';

const REALM = 'Bearer realm="bulkgate"';

/** A cookie that is no session: ended, unknown, of another business, ambiguous. Nothing is told apart. */
export function notLoggedIn(detail: string): Problem {
  return unauthenticated(detail, REALM);
}

export function bearerNeeded(): Problem {
  return unauthenticated('A session is opened with the header Authorization: Bearer <token>, not with another.', REALM);
}

export function csrfRefused(sign: ForgerySign): Problem {
  return new Problem({
    status: 403,
    code: 'csrf_refused',
    title: 'This request may come from another site',
    detail: FORGERY_SIGNS[sign],
    extensions: { check: sign },
  });
}

export function noSession(): Problem {
  return new Problem({
    status: 404,
    code: 'no_session',
    title: 'Nobody is logged in with a session',
    detail: 'This request was authenticated by its Authorization header.',
  });
}

export function noSiteForBrowsers(): Problem {
  return new Problem({
    status: 409,
    code: 'no_public_origin',
    title: 'Browsers cannot log in at this address',
    detail: 'PUBLIC_ORIGIN is not set: sessions are for pages at localhost, 127.0.0.1 or [::1] then.',
  });
}
