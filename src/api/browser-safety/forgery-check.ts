import type { IncomingHttpHeaders } from 'node:http';
import { isSameSecret } from '../../access/secret.js';
import type { Site } from './site.js';

/** Methods that change nothing, here as elsewhere. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** Those that our routes take. To send one of them, a page of another site has to ask first, and is told no. */
const MEDIA_TYPES = /^(?:application\/json|text\/csv)[\t ]*(?:;|$)/i;

/** What gave a request away. Told to the client: it helps whoever writes one, and no forger. */
export const FORGERY_SIGNS = {
  origin: 'The header Origin is not the origin of this site.',
  referer: 'Without the header Origin, the header Referer has to be of this site.',
  fetch_site: 'The header Sec-Fetch-Site says that another site made this request.',
  content_type: 'A body has to be application/json, or text/csv where a file is sent.',
  token: 'The header X-CSRF-Token is missing or not the one of this session.',
} as const;

export type ForgerySign = keyof typeof FORGERY_SIGNS;

/**
 * Whether another page may have made the browser send this request, which carries a session's cookie. Each check would
 * do by itself; together they hold where a browser is old, a proxy drops a header or a token leaks.
 *
 * @param token the CSRF token of the session
 * @returns null where nothing speaks against it
 */
export function signOfForgery(
  { method, headers }: { readonly method: string; readonly headers: IncomingHttpHeaders },
  token: string,
  site: Site,
): ForgerySign | null {
  if (SAFE_METHODS.includes(method)) return null;
  const ours = site.originFor(headers.host);
  if (headers.origin !== undefined) {
    if (headers.origin !== ours) return 'origin';
  } else if (!isPageOf(ours, headers.referer)) return 'referer';
  const fetchSite = headers['sec-fetch-site'];
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return 'fetch_site';
  const mediaType = headers['content-type'];
  if (mediaType !== undefined && !MEDIA_TYPES.test(mediaType)) return 'content_type';
  const given = headers['x-csrf-token'];
  return typeof given === 'string' && isSameSecret(given, token) ? null : 'token';
}

/** The slash is what makes it the origin: `https://ours.evil` and `https://ours@evil` go on differently. */
function isPageOf(origin: string | undefined, referer: string | undefined): boolean {
  return origin !== undefined && referer?.startsWith(`${origin}/`) === true;
}
