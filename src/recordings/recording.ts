import type { AudioType } from './audio-type.js';

/** One recording: that of a call of a business. */
export interface RecordingId {
  readonly businessId: number;
  /** The provider's name for the call; unique within a business only. */
  readonly callSid: string;
}

/** A whole file in the storage. */
export interface StoredFile {
  readonly bytes: number;
  readonly contentType: AudioType;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
}

/** What a call's sid may look like: harmless in paths, keys, headers and workflow ids. */
export const CALL_SID_PATTERN = '[A-Za-z0-9_-]{1,64}';
const CALL_SID = new RegExp(`^${CALL_SID_PATTERN}$`);

export function isCallSid(text: string): boolean {
  return CALL_SID.test(text);
}

/**
 * Where a file lies in the storage: under its business, its call and its content. So nobody's file can stand where
 * another's is looked for, and a file that is fetched again lies where it lay.
 */
export function storageKey({ businessId, callSid }: RecordingId, sha256: string): string {
  return `${businessId}/${callSid}/${sha256}`;
}

/** What PlaybackDedup marks. */
export function playbackResource({ businessId, callSid }: RecordingId) {
  return { resourceType: 'recording', businessId, resourceId: callSid };
}

/**
 * While a recording is played, its row is told every so often; the eviction spares what was played more recently than
 * four times as long ago, so that no file goes while it is being streamed.
 */
export const TELL_PLAYED_EVERY_SECONDS = 30;
export const EVICTION_SPARES_SECONDS = 4 * TELL_PLAYED_EVERY_SECONDS;
