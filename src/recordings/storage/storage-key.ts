import { isCallSid, type RecordingId } from '../recording.js';

/**
 * Names a file of the storage: by its business, its call and its content. So no file can take the place of another
 * business's, and a file that is fetched again keeps its place.
 */
export interface StorageKey extends RecordingId {
  /** Of the file's content, lower-case hexadecimal. */
  readonly sha256: string;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** A key with a part that is not what it must be. The message does not quote it: it may come from anywhere. */
class InvalidStorageKey extends Error {
  constructor() {
    super('a key of the storage is invalid: it needs a business id, a call sid or a receipt id, and a SHA-256');
    this.name = 'InvalidStorageKey';
  }
}

/** Names the stored file of a receipt in the same way. */
export interface ReceiptKey {
  readonly businessId: number;
  readonly receiptId: number;
  readonly sha256: string;
}

/** A file that lies in the storage. */
export type FileKey = StorageKey | ReceiptKey;

/**
 * Where the file lies below the root of a storage.
 *
 * @throws InvalidStorageKey: whatever a key holds, no path leaves the root
 */
export function storagePath(key: FileKey): string {
  const { businessId, sha256 } = key;
  const isNamed = 'receiptId' in key ? isId(key.receiptId) : isCallSid(key.callSid);
  if (!isNamed || !isId(businessId) || !SHA256.test(sha256)) throw new InvalidStorageKey();
  // No call has a dot in its sid: no receipt takes the place of a recording.
  return `${businessId}/${'receiptId' in key ? `receipt.${key.receiptId}` : key.callSid}/${sha256}`;
}

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0;
}
