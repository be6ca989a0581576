import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { businessOfWorkflowId } from '../../operations/workflow-ids.js';
import type { CodecKey } from '../../config/codec-keys.js';

const ProtoPayload = proto.temporal.api.common.v1.Payload;

const CIPHER = 'aes-256-gcm';
/** What GCM is made for. At random, one key may encrypt 2^32 payloads (NIST SP 800-38D, 8.3): rotate long before. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Temporal's own name for it: the Web UI and the command show by it that something is encrypted. */
const ENCRYPTED = 'binary/encrypted';
const ENCODING = 'encoding';
const KEY_ID = 'encryption-key-id';
const BUSINESS_ID = 'business-id';

/** An encrypted payload that cannot be read; the message says why, without anything of its content. */
export class UndecodablePayload extends Error {
  constructor(reason: string) {
    super(`an encrypted payload cannot be read: ${reason}`);
    this.name = 'UndecodablePayload';
  }
}

/**
 * Encrypts everything that Temporal calls a payload: arguments, results, heartbeats, failures, summaries, details. An
 * encrypted payload holds the whole original (its encoding too) as nonce, ciphertext and tag; beside it, in the clear but
 * authenticated, stand the id of the key and the business that it belongs to.
 *
 * A payload that is not encrypted passes: it was written before the codec was switched on, and running jobs and old
 * histories must go on. Without keys nothing is encrypted, and what is cannot be read.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #keys: ReadonlyMap<string, CodecKey>;
  readonly #newest: CodecKey | undefined;

  /** @param keys the first one encrypts, all of them decrypt */
  constructor(keys: readonly CodecKey[]) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#newest = keys[0];
  }

  encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const key = this.#newest;
    if (!key) return Promise.resolve(payloads);
    const businessId = businessIn(context);
    return Promise.resolve(payloads.map((payload) => encrypt(payload, key, businessId)));
  }

  /** @throws UndecodablePayload */
  decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const businessId = businessIn(context);
    // Thrown inside of a promise: the SDK awaits it.
    return new Promise((resolve) => resolve(payloads.map((payload) => this.#decrypt(payload, businessId))));
  }

  #decrypt(payload: Payload, expectedBusinessId: number | null): Payload {
    if (!isEncrypted(payload)) return payload;
    const metadata = payload.metadata ?? {};
    const keyId = textOf(metadata[KEY_ID]);
    const key = this.#keys.get(keyId);
    // The id is told, since that is what an operator has to find; of a crafted one, only that it is unknown.
    if (!key) throw new UndecodablePayload(`there is no key ${/^[\w.-]{1,64}$/.test(keyId) ? keyId : 'of its id'}`);
    const businessId = businessOfPayload(payload);
    if (expectedBusinessId !== null && businessId !== null && businessId !== expectedBusinessId) {
      throw new UndecodablePayload('it belongs to another business');
    }
    return ProtoPayload.decode(open(payload.data ?? new Uint8Array(), key, associatedData(metadata)));
  }
}

export function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.[ENCODING]) === ENCRYPTED;
}

/** The business that an encrypted payload says it belongs to; true only of one that could be decrypted. */
export function businessOfPayload({ metadata }: Payload): number | null {
  const text = textOf(metadata?.[BUSINESS_ID]);
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}

function businessIn(context: SerializationContext | undefined): number | null {
  return context?.workflowId === undefined ? null : businessOfWorkflowId(context.workflowId);
}

function encrypt(payload: Payload, key: CodecKey, businessId: number | null): Payload {
  const metadata = {
    [ENCODING]: Buffer.from(ENCRYPTED),
    [KEY_ID]: Buffer.from(key.id),
    ...(businessId === null ? {} : { [BUSINESS_ID]: Buffer.from(String(businessId)) }),
  };
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(metadata));
  const content = cipher.update(ProtoPayload.encode(payload).finish());
  return { metadata, data: Buffer.concat([nonce, content, cipher.final(), cipher.getAuthTag()]) };
}

function open(data: Uint8Array, key: CodecKey, authenticated: Buffer): Buffer {
  if (data.length < NONCE_BYTES + TAG_BYTES) throw new UndecodablePayload('it is cut short');
  const tagAt = data.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key.secret, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(data.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch {
    throw new UndecodablePayload(`it was changed, or key ${key.id} is not the one that it was made with`);
  }
}

/** Every field of the metadata, names and values apart from each other, in one order whatever the server makes of it. */
function associatedData(metadata: Readonly<Record<string, Uint8Array>>): Buffer {
  const fields = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(fields.map(([name, value]) => [name, Buffer.from(value).toString('base64')])));
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
