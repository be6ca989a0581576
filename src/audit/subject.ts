/**
 * Who acts, as an opaque id: of a token's `sub`, or given on a command line. It is shown in terminals, spreadsheets, logs and
 * Temporal's Web UI, so it has only signs that mean nothing to any of them, and it begins with a letter or digit: what
 * begins with `=`, `+`, `-` or `@` is a formula. No address and no phone number: it is kept for good.
 *
 * Identity providers make ids of these: UUIDs, `auth0|5f7c…`, base64. The outputs escape for their readers all the same,
 * because rows of before may hold anything.
 */
const OPAQUE_ID = /^[A-Za-z0-9][\w.:/|+=-]{0,199}$/;

/** How the subjects of API keys begin, and of nobody else. */
export const API_KEY_SUBJECT = 'api_key:';

/** Whether a text can be the subject of a person or a program that has no API key. */
export function isSubject(text: string): boolean {
  return OPAQUE_ID.test(text) && !text.startsWith(API_KEY_SUBJECT);
}

/** Whether a text can be the id of a token (`jti`). */
export function isOpaqueId(text: string): boolean {
  return OPAQUE_ID.test(text);
}
