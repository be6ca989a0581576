/** What the header of an MPEG audio frame says (ISO 11172-3, 2.4.1.3; ISO 13818-3, and MPEG 2.5 for low rates). */
interface FrameHeader {
  /** Version and sampling rate: the same in all frames of a file. */
  readonly kind: number;
  readonly bytes: number;
}

/** In kbit/s, by the header's index; 0 (free) and 15 are none. */
const KBITS_MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Of MPEG 1; MPEG 2 has half of them, MPEG 2.5 a quarter. */
const HERTZ = [44_100, 48_000, 32_000];

/** The longest that there is: 320 kbit/s at 32 kHz, with padding. */
export const MAX_FRAME_BYTES = 1_441;

/** Frames in a row that are no accident. One header is met once in some thousand bytes of anything. */
export const FRAMES_IN_A_ROW = 3;

/**
 * Whether a frame of layer III begins here: eleven bits set, then values that occur. The sync alone would take a text in
 * UTF-16 (FF FE), AAC (FF F1, FF F9) and the layers I and II, which browsers do not play, for MP3.
 */
export function isMp3Frame(bytes: Uint8Array, offset = 0): boolean {
  return headerAt(bytes, offset) !== null;
}

/** Whether `FRAMES_IN_A_ROW` frames of one kind begin here, each where the one before it ends. */
export function areMp3Frames(bytes: Uint8Array, offset: number): boolean {
  const first = headerAt(bytes, offset);
  let at = offset;
  for (let frame = 0; frame < FRAMES_IN_A_ROW; frame++) {
    const header = headerAt(bytes, at);
    if (!first || header?.kind !== first.kind) return false;
    at += header.bytes;
  }
  return true;
}

function headerAt(bytes: Uint8Array, offset: number): FrameHeader | null {
  const [sync, kind, rates] = bytes.subarray(offset, offset + 3);
  if (sync !== 0xff || kind === undefined || rates === undefined) return null;
  const version = (kind >> 3) & 0x03; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const isLayer3 = (kind & 0xe6) === 0xe2;
  if (!isLayer3 || version === 1) return null;
  const isMpeg1 = version === 3;
  const kbits = (isMpeg1 ? KBITS_MPEG_1 : KBITS_MPEG_2)[rates >> 4];
  const base = HERTZ[(rates >> 2) & 0x03];
  if (!kbits || base === undefined) return null;
  const hertz = isMpeg1 ? base : base / (version === 2 ? 2 : 4);
  const padding = (rates >> 1) & 1;
  // 1,152 samples in a frame of MPEG 1, 576 in the others.
  return {
    kind: (version << 2) | ((rates >> 2) & 3),
    bytes: Math.floor(((isMpeg1 ? 144 : 72) * kbits * 1000) / hertz) + padding,
  };
}
