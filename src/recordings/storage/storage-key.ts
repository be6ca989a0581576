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
    super('a key of the storage is invalid: it needs a business id, a call sid and a SHA-256');
    this.name = 'InvalidStorageKey';
  }
}

/**
 * Where the file lies below the root of a storage.
 *
 * @throws InvalidStorageKey: whatever a key holds, no path leaves the root
 */
export function storagePath({ businessId, callSid, sha256 }: StorageKey): string {
  const isValid = Number.isSafeInteger(businessId) && businessId > 0 && isCallSid(callSid) && SHA256.test(sha256);
  if (!isValid) throw new InvalidStorageKey();
  return `${businessId}/${callSid}/${sha256}`;
}
