import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as text: what the browser keeps in its cookie and nobody else has. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. Nothing slower is needed: unlike a password it cannot be guessed. */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function isSameHash(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The CSRF token of a session: made from its secret, so that it is good for this session alone, ends with it and needs
 * no place of its own. It tells nothing of the secret.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('bulkgate csrf token').digest('base64url');
}

/** Compares in a time that says nothing about where they differ. */
export function isSameToken(given: string, expected: string): boolean {
  return isSameHash(hashOfSecret(given), hashOfSecret(expected));
}
