import type { Business } from '../../db/business.js';
import { type ApiKeyRow, insertApiKey } from '../../db/repositories/api-keys.js';
import type { Role } from '../permissions.js';
import { mintApiKey } from './api-key.js';

/** A key has to be changed once a year at least; a day more than a leap year leaves room for a calendar. */
export const MAX_KEY_LIFE_DAYS = 366;
/**
 * Shown to people in lists and in the audit log: letters, digits and a few signs that mean nothing to a terminal, a
 * spreadsheet or a page, beginning with a letter or digit, in one line without space around it. The letters as ranges
 * (Latin, Greek, Cyrillic, kana, Han, Hangul) and not as classes like \\p{L}: the pattern is in the document of the API, and
 * readers in other languages do not know those.
 */
const LETTERS =
  '0-9A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0370-\\u0482\\u048a-\\u052f\\u3041-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7a3';
const SIGNS = '._:/()#-';
export const KEY_NAME = new RegExp(`^[${LETTERS}](?:[ ${LETTERS}${SIGNS}]{0,98}[${LETTERS}${SIGNS}])?$`);
const DAY_MS = 86_400_000;

export interface ApiKeyRequest extends Pick<ApiKeyRow, 'name' | 'operationTypes' | 'expiresAt' | 'createdBy'> {
  readonly role: Role;
  /** The key that makes it, if it is one: it is revoked with it. */
  readonly createdByKey?: string | null;
}

/** Makes a key. @param inSameTransaction is committed with it or not at all @returns its row, and its text, which nobody can be shown a second time */
export async function issueApiKey(
  business: Business,
  { operationTypes, createdByKey = null, ...request }: ApiKeyRequest,
  inSameTransaction?: Parameters<typeof insertApiKey>[2],
): Promise<{ readonly key: ApiKeyRow; readonly text: string }> {
  const { id, text, secretHash } = mintApiKey(business.id);
  const types = operationTypes && [...new Set(operationTypes)].sort();
  const key = { ...request, createdByKey, id, secretHash, operationTypes: types };
  return { key: await insertApiKey(business, key, inSameTransaction), text };
}

/** What is wrong with the time at which a key is to expire; null where nothing is. */
export function expiryFault(expiresAt: Date, nowMs = Date.now()): string | null {
  const leftMs = expiresAt.getTime() - nowMs;
  if (leftMs <= 0) return 'is in the past';
  return leftMs > MAX_KEY_LIFE_DAYS * DAY_MS ? `is more than ${MAX_KEY_LIFE_DAYS} days away` : null;
}
