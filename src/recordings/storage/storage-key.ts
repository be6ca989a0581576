import { isCallSid } from '../recording.js';

const BUSINESS_ID = /^[1-9][0-9]{0,15}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** A key that `storageKey` did not make. Its text is not in the message: it may come from anywhere. */
export class InvalidStorageKey extends Error {
  constructor() {
    super('this is no key of a recording: {business_id}/{call_sid}/{sha256}');
    this.name = 'InvalidStorageKey';
  }
}

/** What a key says. */
export interface StorageKey {
  readonly businessId: string;
  readonly callSid: string;
  /** Of the file's content. */
  readonly sha256: string;
}

/** @throws InvalidStorageKey: whatever a key is, it names a place below the root of a storage, or none */
export function parseStorageKey(key: string): StorageKey {
  const [businessId, callSid, sha256, ...more] = key.split('/');
  if (businessId === undefined || callSid === undefined || sha256 === undefined || more.length > 0) {
    throw new InvalidStorageKey();
  }
  if (!BUSINESS_ID.test(businessId) || !isCallSid(callSid) || !SHA256.test(sha256)) throw new InvalidStorageKey();
  return { businessId, callSid, sha256 };
}
