import type { AudioType } from './audio-type.js';
import { areMp3Frames, FRAMES_IN_A_ROW, isMp3Frame, MAX_FRAME_BYTES } from './mp3-frame.js';

/** So many bytes may come before an MP3's first frame or tag: padding, or what is left of a frame that was cut off. */
const MAX_JUNK_BYTES = 4_096;

/** How many bytes of a file's beginning `sniffAudio` looks at. */
export const SNIFFED_BYTES = MAX_JUNK_BYTES + FRAMES_IN_A_ROW * MAX_FRAME_BYTES;

/** What a file is by its first bytes. */
export interface SniffedAudio {
  readonly type: AudioType;
  /** Bytes before the audio begins; players skip them. */
  readonly junkBytes: number;
}

/**
 * The kind of audio that a file is by its first bytes, whatever anybody calls it; null where it is none of ours.
 *
 * Our own: `file-type` (22) finds a first frame behind junk by its sync alone (`mpegOffsetTolerance`), which random bytes have
 * too. What is needed here is three kinds, and to be sure of them.
 *
 * @param first at least `SNIFFED_BYTES` of them, or the whole file
 */
export function sniffAudio(first: Uint8Array): SniffedAudio | null {
  if (reads(first, 0, 'RIFF') && reads(first, 8, 'WAVE')) return { type: 'audio/wav', junkBytes: 0 };
  // Version 0 is the only one that there is.
  if (reads(first, 0, 'OggS') && first[4] === 0) return { type: 'audio/ogg', junkBytes: 0 };
  const junkBytes = mp3BeginsAt(first);
  return junkBytes === null ? null : { type: 'audio/mpeg', junkBytes };
}

/**
 * The least size of a whole file by what its beginning says of it; 0 where that says nothing. Only a WAV does. A
 * recorder that could not know the size when it began wrote none, or the largest that there is.
 */
export function statedBytes(first: Uint8Array): number {
  if (sniffAudio(first)?.type !== 'audio/wav') return 0;
  const size = new DataView(first.buffer, first.byteOffset, first.byteLength).getUint32(4, true);
  // Eight bytes come before those that are counted, and some recorders count them as well: the size is not added to.
  return size >= UNKNOWN_SIZES_FROM ? 0 : size;
}

/** 2 GiB less a header, and all ones, are in use. */
const UNKNOWN_SIZES_FROM = 0x7fff_0000;

function mp3BeginsAt(first: Uint8Array): number | null {
  if (isId3Tag(first, 0) || isMp3Frame(first)) return 0;
  const padding = first.findIndex((byte) => byte !== 0);
  if (padding > 0 && padding <= MAX_JUNK_BYTES && isId3Tag(first, padding)) return padding;
  // Behind anything else, several frames are asked for: one header is easily met by accident.
  for (let offset = 1; offset <= MAX_JUNK_BYTES; offset++) if (areMp3Frames(first, offset)) return offset;
  return null;
}

function reads(bytes: Uint8Array, offset: number, text: string): boolean {
  return [...text].every((letter, index) => bytes[offset + index] === letter.charCodeAt(0));
}

/** ID3v2 (id3.org, 3.1): a version that there is (2.2 to 2.4), flags, and a size of four bytes below 128. */
function isId3Tag(bytes: Uint8Array, offset: number): boolean {
  if (!reads(bytes, offset, 'ID3') || bytes.length < offset + 10) return false;
  const version = bytes[offset + 3]!;
  return version >= 2 && version <= 4 && bytes.subarray(offset + 6, offset + 10).every((byte) => byte < 0x80);
}
