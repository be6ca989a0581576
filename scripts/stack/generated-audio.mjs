import { createHash } from 'node:crypto';

/** @typedef {'wav' | 'mp3'} AudioKind */

/**
 * @typedef {object} AudioWish
 * @property {AudioKind} kind
 * @property {string} seed other seeds give other bytes; a WAV another tone, too
 * @property {number} [bytes] exact size
 * @property {number} [seconds] 2 unless told, or `bytes` is
 */

export const audioContentTypes = /** @type {const} */ ({ wav: 'audio/wav', mp3: 'audio/mpeg' });

/** Both kinds: one channel at 64 kbit/s, which makes a second 8,000 bytes. */
const BYTES_PER_SECOND = 8000;
const WAV_HEADER_BYTES = 44;
/** MPEG-1 layer III at 48 kHz: 1,152 samples, 24 ms, and never a byte of padding. */
const FRAME_BYTES = 192;
const FRAME_HEADER = Buffer.from([0xff, 0xfb, 0x54, 0xc0]);
/** Side information of one channel. All zero: no coefficients, which is silence, and what follows in the frame is free. */
const SIDE_BYTES = 17;
const ID3_HEADER_BYTES = 10;
/** One turn of a sine, loud but not at its limits, around the middle of 8 bits. */
const SINE = Array.from({ length: 256 }, (_, step) => 124 + Math.round(110 * Math.sin((step / 256) * 2 * Math.PI)));

export const smallestAudioBytes = { wav: WAV_HEADER_BYTES + 1, mp3: 2 * FRAME_BYTES };

/**
 * A really playable file, the same for the same wish on every machine. No part of it is like another part: bytes that went
 * missing, came twice or changed places change the file.
 *
 * @param {AudioWish} wish
 * @returns {Buffer}
 * @throws {RangeError} fewer bytes than the smallest file of that kind has
 */
export function generateAudio({ kind, seed, seconds = 2, bytes }) {
  const size = bytes ?? (kind === 'wav' ? WAV_HEADER_BYTES : 0) + wholeFrames(kind, seconds * BYTES_PER_SECOND);
  if (!Number.isSafeInteger(size) || size < smallestAudioBytes[kind]) {
    throw new RangeError(`a ${kind} has at least ${smallestAudioBytes[kind]} bytes, not ${size}`);
  }
  const digest = createHash('sha256').update(seed).digest();
  return kind === 'wav' ? wav(size, digest) : mp3(size, digest);
}

/**
 * @param {AudioKind} kind
 * @param {number} bytes
 */
function wholeFrames(kind, bytes) {
  return kind === 'wav' ? Math.round(bytes) : Math.ceil(bytes / FRAME_BYTES) * FRAME_BYTES;
}

/**
 * PCM of 8 bits at 8 kHz: a tone from 300 to 1,500 Hz with a soft hiss.
 *
 * @param {number} size odd ones end without the byte that would fill up the chunk, as those of many writers do
 * @param {Buffer} digest
 */
function wav(size, digest) {
  const file = Buffer.alloc(size);
  const samples = size - WAV_HEADER_BYTES;
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(size - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // channels
  file.writeUInt32LE(BYTES_PER_SECOND, 24); // samples a second
  file.writeUInt32LE(BYTES_PER_SECOND, 28);
  file.writeUInt16LE(1, 32); // bytes of a sample
  file.writeUInt16LE(8, 34); // bits of a sample
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples, 40);
  const hertz = 300 + (digest.readUInt16LE(4) % 1201);
  const step = (256 * hertz) / BYTES_PER_SECOND;
  const next = noise(digest);
  for (let index = 0; index < samples; index += 1) {
    file[WAV_HEADER_BYTES + index] = (SINE[(index * step) & 255] ?? 0) + (next() & 7);
  }
  return file;
}

/**
 * Frames of silence. What a decoder skips in each is filled with noise, so that no two frames are the same.
 *
 * @param {number} size where it is no whole number of frames, an empty tag in front takes up the rest
 * @param {Buffer} digest
 */
function mp3(size, digest) {
  const file = Buffer.alloc(size);
  let at = size % FRAME_BYTES;
  if (at > 0) {
    if (at < ID3_HEADER_BYTES) at += FRAME_BYTES;
    file.write('ID3', 0, 'latin1');
    file[3] = 4;
    const padding = at - ID3_HEADER_BYTES;
    file[8] = padding >> 7;
    file[9] = padding & 127;
  }
  const next = noise(digest);
  for (; at < size; at += FRAME_BYTES) {
    FRAME_HEADER.copy(file, at);
    for (let index = FRAME_HEADER.length + SIDE_BYTES; index < FRAME_BYTES; index += 1) {
      file[at + index] = next() & 127; // never the 0xff with which a frame begins
    }
  }
  return file;
}

/**
 * Xorshift (Marsaglia 2003) with a period of 2^32 - 1.
 *
 * @param {Buffer} digest
 * @returns {() => number}
 */
function noise(digest) {
  let state = digest.readUInt32LE(0) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 9) & 255;
  };
}
