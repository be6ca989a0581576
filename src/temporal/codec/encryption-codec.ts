import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { businessOfWorkflowId } from '../../operations/workflow-ids.js';
import { openSealed, sealBytes, SEAL_BYTES } from '../../access/sealed-bytes.js';
import type { EncryptionKey } from '../../config/encryption-keys.js';

const ProtoPayload = proto.temporal.api.common.v1.Payload;

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
  readonly #keys: ReadonlyMap<string, EncryptionKey>;
  readonly #newest: EncryptionKey | undefined;

  /** @param keys the first one encrypts, all of them decrypt */
  constructor(keys: readonly EncryptionKey[]) {
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

function encrypt(payload: Payload, key: EncryptionKey, businessId: number | null): Payload {
  const metadata = {
    [ENCODING]: Buffer.from(ENCRYPTED),
    [KEY_ID]: Buffer.from(key.id),
    ...(businessId === null ? {} : { [BUSINESS_ID]: Buffer.from(String(businessId)) }),
  };
  return { metadata, data: sealBytes(ProtoPayload.encode(payload).finish(), key.secret, associatedData(metadata)) };
}

function open(data: Uint8Array, key: EncryptionKey, authenticated: Buffer): Buffer {
  if (data.length < SEAL_BYTES) throw new UndecodablePayload('it is cut short');
  const opened = openSealed(data, key.secret, authenticated);
  if (!opened) throw new UndecodablePayload(`it was changed, or key ${key.id} is not the one that it was made with`);
  return opened;
}

/** Every field of the metadata, names and values apart from each other, in one order whatever the server makes of it. */
function associatedData(metadata: Readonly<Record<string, Uint8Array>>): Buffer {
  const fields = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(fields.map(([name, value]) => [name, Buffer.from(value).toString('base64')])));
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
