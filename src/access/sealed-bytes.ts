import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** What GCM is made for. At random, one key may seal 2^32 texts (NIST SP 800-38D, 8.3): rotate long before. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** By so much what is sealed is longer. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Encrypts bytes so that a change of them is noticed: nonce, ciphertext and tag in one.
 *
 * @param secret 32 bytes
 * @param associated what they belong to: it is not kept, and they open only with the same
 */
export function sealBytes(content: Uint8Array, secret: Buffer, associated: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const sealed = cipher.update(content);
  return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]);
}

/** @returns null where they were changed, belong to something else or were sealed with another secret */
export function openSealed(sealed: Uint8Array, secret: Buffer, associated: Buffer): Buffer | null {
  if (sealed.length < SEAL_BYTES) return null;
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, secret, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch {
    return null;
  }
}
