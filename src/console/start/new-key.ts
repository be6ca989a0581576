const KEY_BYTES = 16;

/** An idempotency key. `randomUUID` is not there on a page without TLS. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
