import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as text, 43 characters: what a key or a session's cookie holds, and nobody else has. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is kept of a secret. One SHA-256, no salt and no slow function: those are against guessing what a person would
 * choose. Here are 256 random bits, which nobody goes through at any speed, so a slow function would cost each request and
 * gain nothing.
 */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Takes the same time wherever the two differ. */
export function isSecretOf(secret: string, hash: Buffer): boolean {
  const given = hashOfSecret(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

/** The same where the secret itself is at hand. Of two digests that is what a signature is checked with. */
export function isSameSecret(given: string, expected: string): boolean {
  return isSecretOf(given, hashOfSecret(expected));
}

/**
 * The CSRF token of a session: made from its secret, so that it is good for this session alone, ends with it and needs
 * no place of its own. It tells nothing of the secret.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('bulkgate csrf token').digest('base64url');
}
