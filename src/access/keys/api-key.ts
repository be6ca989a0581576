import { v7 } from 'uuid';
import { hashOfSecret, newSecret } from '../secret.js';

/** What an API key begins with; a JWT begins with the base64url of `{`, never with this. */
export const API_KEY_PREFIX = 'bg_';

/** The business, the id (UUID v7) and the secret: 32 bytes as base64url. */
const API_KEY = /^bg_([1-9]\d{0,9})_([0-9a-f-]{36})_([\w-]{43})$/;
/** A UUID v7 in its lower-case canonical form. */
export const KEY_ID_PATTERN = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const KEY_ID = new RegExp(`^${KEY_ID_PATTERN}$`);
const MAX_INT32 = 2_147_483_647;

/** What an API key says. Its business is in it so that it is looked up within that business, under row-level security. */
export interface ApiKeyParts {
  readonly businessId: number;
  readonly id: string;
  readonly secret: string;
}

/** A new key. Its text is shown once and kept nowhere. */
export function mintApiKey(businessId: number): {
  readonly id: string;
  readonly text: string;
  readonly secretHash: Buffer;
} {
  const id = v7();
  const secret = newSecret();
  return { id, text: `${API_KEY_PREFIX}${businessId}_${id}_${secret}`, secretHash: hashOfSecret(secret) };
}

export function parseApiKey(text: string): ApiKeyParts | null {
  const [, business = '', id = '', secret = ''] = API_KEY.exec(text) ?? [];
  const businessId = Number(business);
  if (!isKeyId(id) || businessId > MAX_INT32) return null;
  return { businessId, id, secret };
}

/** Whether the text is the id of an API key: a UUID v7 in its lower-case canonical form. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}
