/** One tag of a list, weak or not. Read from tag to tag (`y`): a comma may stand within one. */
const TAG = /[ \t,]*(W\/)?("[^"]*")/gy;

/**
 * Whether this is a version that the client insists on: `If-Match`, compared strongly (RFC 9110, 13.1.1). A header without
 * any tag names no version, and so not this one.
 */
export function matchesIfMatch(ifMatch: string | undefined, etag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  return [...ifMatch.matchAll(TAG)].some(([, weak, tag]) => weak === undefined && tag === etag);
}

/** Whether a client has this version already: `If-None-Match`, compared weakly (RFC 9110, 13.1.2). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(TAG)].some(([, , tag]) => tag === etag);
}

/** Whether a part of this version still fits what the client has: `If-Range`, compared strongly (RFC 9110, 13.1.5). */
export function isSameVersion(ifRange: string | undefined, etag: string): boolean {
  // A date is no version of ours: the whole file is served then.
  return ifRange === undefined || ifRange.trim() === etag;
}
