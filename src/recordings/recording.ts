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

/** What PlaybackDedup marks. */
export function playbackResource({ businessId, callSid }: RecordingId) {
  return { resourceType: 'recording', businessId, resourceId: callSid };
}

/**
 * While a recording is streamed, `last_played_at` of its row is written again every 30 s. The eviction spares recordings
 * that were played within four times as long, so that no file is deleted while it is being streamed.
 */
export const TOUCH_LAST_PLAYED_SECONDS = 30;
export const EVICTION_SPARES_SECONDS = 4 * TOUCH_LAST_PLAYED_SECONDS;
