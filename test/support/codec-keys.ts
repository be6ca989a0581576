import { randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../../src/config/encryption-keys.js';

export function codecKey(id: string): EncryptionKey {
  return { id, secret: randomBytes(32) };
}

/** The keys as the variable `TEMPORAL_CODEC_KEYS` has them. */
export function codecKeysText(...keys: readonly EncryptionKey[]): string {
  return keys.map(({ id, secret }) => `${id}:${secret.toString('base64')}`).join(',');
}
