import { randomBytes } from 'node:crypto';
import type { CodecKey } from '../../src/config/codec-keys.js';

export function codecKey(id: string): CodecKey {
  return { id, secret: randomBytes(32) };
}

/** The keys as the variable `TEMPORAL_CODEC_KEYS` has them. */
export function codecKeysText(...keys: readonly CodecKey[]): string {
  return keys.map(({ id, secret }) => `${id}:${secret.toString('base64')}`).join(',');
}
