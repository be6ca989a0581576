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
  const detail = FORGERY_SIGNS[sign];
  return new Problem(403, 'csrf_refused', 'This request may come from another site', detail, {
    extensions: { check: sign },
  });
}

export function noSession(): Problem {
  const detail = 'This request was authenticated by its Authorization header.';
  return new Problem(404, 'no_session', 'Nobody is logged in with a session', detail);
}

export function noSiteForBrowsers(): Problem {
  const detail = 'PUBLIC_ORIGIN is not set: sessions are for pages at localhost, 127.0.0.1 or [::1] then.';
  return new Problem(409, 'no_public_origin', 'Browsers cannot log in at this address', detail);
}
