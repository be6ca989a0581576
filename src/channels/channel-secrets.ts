import { openSealed, sealBytes } from '../access/sealed-bytes.js';
import type { EncryptionKey } from '../config/encryption-keys.js';
import type { Channel } from './channel.js';

/** Whose secrets they are. */
export interface SecretsOwner {
  readonly businessId: number;
  readonly channel: Channel;
}

/** The secrets of one account as the database has them. */
export interface SealedSecrets {
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** By name: `accessToken`. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Encrypts the secrets of accounts at rest. They are bound to key, business and channel: a row that is copied into another
 * business opens there no more than one that was changed.
 */
export class ChannelSecrets {
  /** @param keys the first one seals, all of them open */
  constructor(private readonly keys: readonly EncryptionKey[]) {}

  /** False where the installation has no key. */
  get canSeal(): boolean {
    return this.keys.length > 0;
  }

  /** @throws Error without a key */
  seal(owner: SecretsOwner, secrets: Secrets): SealedSecrets {
    const [key] = this.keys;
    if (!key) throw new Error('there is no key for the secrets of channels');
    const sealed = sealBytes(Buffer.from(JSON.stringify(secrets)), key.secret, associated(key.id, owner));
    return { keyId: key.id, sealed };
  }

  /** @returns null where their key is gone, or they are not what was sealed for this owner */
  open(owner: SecretsOwner, { keyId, sealed }: SealedSecrets): Secrets | null {
    const key = this.keys.find(({ id }) => id === keyId);
    const opened = key ? openSealed(sealed, key.secret, associated(keyId, owner)) : null;
    return opened && (JSON.parse(opened.toString()) as Secrets);
  }
}

function associated(keyId: string, { businessId, channel }: SecretsOwner): Buffer {
  return Buffer.from(JSON.stringify([keyId, businessId, channel]));
}
