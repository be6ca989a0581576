import { z } from 'zod';
import { fileContent } from './kinds.js';
import type { Kind } from './variable.js';

/** A key that encrypts what lies outside of our own walls: payloads in Temporal, secrets of channels in the database. */
export interface EncryptionKey {
  /** Written beside everything that the key has encrypted, in the clear. */
  readonly id: string;
  readonly secret: Buffer;
}

/** AES-256. */
const SECRET_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Base64 of 32 bytes, and nothing that a lenient reader would drop: a mistyped key must not become another one. */
const SECRET = /^[A-Za-z0-9+/]{43}=$/;

export type ParsedKeys =
  { readonly keys: readonly EncryptionKey[]; readonly faults?: never } | { readonly faults: readonly string[] };

/**
 * Reads `id:base64,id2:base64`; in a file each may have a line of its own. The first one encrypts, all of them decrypt.
 *
 * @returns the keys, or every fault, by the place of its entry: an entry may be nothing but a secret, so none is quoted
 */
export function parseEncryptionKeys(text: string): ParsedKeys {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length === 0) return { faults: ['holds no key'] };
  const keys: EncryptionKey[] = [];
  const faults = entries.flatMap((entry, index): string[] => {
    const at = `entry ${index + 1}`;
    const separator = entry.indexOf(':');
    if (separator < 0) return [`${at} is not id:base64`];
    const id = entry.slice(0, separator);
    if (!KEY_ID.test(id)) return [`${at} needs an id of 1 to 64 letters, digits and . _ -`];
    const text = entry.slice(separator + 1);
    const secret = Buffer.from(text, 'base64');
    // Read back: the last character has two bits that no byte uses, and two spellings of one key would pass for two keys.
    if (!SECRET.test(text) || secret.length !== SECRET_BYTES || secret.toString('base64') !== text) {
      return [`${at} needs exactly ${SECRET_BYTES} bytes in base64`];
    }
    if (keys.some((key) => key.id === id)) return [`${at} has the id of an earlier one`];
    if (keys.some((key) => key.secret.equals(secret))) return [`${at} has the bytes of an earlier one`];
    keys.push({ id, secret });
    return [];
  });
  return faults.length > 0 ? { faults } : { keys };
}

const parsedKeys = z.string().transform((text, context): readonly EncryptionKey[] => {
  const parsed = parseEncryptionKeys(text);
  if (!parsed.faults) return parsed.keys;
  for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const encryptionKeys: Kind<readonly EncryptionKey[]> = { form: '`id:base64,…`', schema: parsedKeys };

export const encryptionKeysInFile: Kind<readonly EncryptionKey[]> = {
  form: 'path of a file',
  schema: fileContent.schema.transform(String).pipe(parsedKeys),
};
