import type { AudioType } from './audio-type.js';

/** How many bytes of a file's beginning `sniffAudio` looks at. */
export const SNIFFED_BYTES = 12;

/**
 * The kind of audio that a file is by its first bytes, whatever anybody calls it; null where it is none of ours.
 *
 * @param first at least `SNIFFED_BYTES` of them, or the whole file
 */
export function sniffAudio(first: Uint8Array): AudioType | null {
  if (reads(first, 0, 'RIFF') && reads(first, 8, 'WAVE')) return 'audio/wav';
  // Version 0 is the only one that there is.
  if (reads(first, 0, 'OggS') && first[4] === 0) return 'audio/ogg';
  return isId3Tag(first) || isLayer3Frame(first) ? 'audio/mpeg' : null;
}

/**
 * The least size of a whole file by what its beginning says of it; 0 where that says nothing. Only a WAV does. A
 * recorder that could not know the size when it began wrote none, or the largest that there is.
 */
export function statedBytes(first: Uint8Array): number {
  if (sniffAudio(first) !== 'audio/wav') return 0;
  const size = new DataView(first.buffer, first.byteOffset, first.byteLength).getUint32(4, true);
  // Eight bytes come before those that are counted, and some recorders count them as well: the size is not added to.
  return size >= UNKNOWN_SIZES_FROM ? 0 : size;
}

/** 2 GiB less a header, and all ones, are in use. */
const UNKNOWN_SIZES_FROM = 0x7fff_0000;

function reads(bytes: Uint8Array, offset: number, text: string): boolean {
  return [...text].every((letter, index) => bytes[offset + index] === letter.charCodeAt(0));
}

/** ID3v2 (id3.org, 3.1): a version that there is (2.2 to 2.4), flags, and a size of four bytes below 128. */
function isId3Tag(bytes: Uint8Array): boolean {
  if (!reads(bytes, 0, 'ID3') || bytes.length < 10) return false;
  const [version = 0] = bytes.subarray(3);
  return version >= 2 && version <= 4 && bytes.subarray(6, 10).every((byte) => byte < 0x80);
}

/**
 * The header of an MPEG audio frame, layer III (ISO 11172-3, 2.4.1.3): eleven bits set, then values that occur. The sync
 * alone would take a text in UTF-16 (FF FE) and AAC (FF F1, FF F9) for MP3.
 */
function isLayer3Frame(bytes: Uint8Array): boolean {
  const [sync, kind, rates] = bytes;
  if (sync === undefined || kind === undefined || rates === undefined) return false;
  const hasSync = sync === 0xff && (kind & 0xe0) === 0xe0;
  const isVersionKnown = (kind & 0x18) !== 0x08;
  const isLayer3 = (kind & 0x06) === 0x02;
  const bitrate = rates >> 4;
  const isRateKnown = (rates & 0x0c) !== 0x0c;
  return hasSync && isVersionKnown && isLayer3 && bitrate !== 0 && bitrate !== 15 && isRateKnown;
}
