/** The kinds of audio that a recording may be, as they are served. */
export const AUDIO_TYPES = ['audio/mpeg', 'audio/wav', 'audio/ogg'] as const;
export type AudioType = (typeof AUDIO_TYPES)[number];

/** Ending of a file's name, by type. */
export const AUDIO_EXTENSIONS: Readonly<Record<AudioType, string>> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
};

/** Names of each type in the `Content-Type` of servers in use, registered or not. */
const NAMES: Readonly<Record<AudioType, readonly string[]>> = {
  'audio/mpeg': [
    'audio/mpeg',
    'audio/mp3',
    'audio/x-mp3',
    'audio/x-mpeg',
    'audio/mpeg3',
    'audio/x-mpeg-3',
    'audio/mpg',
  ],
  'audio/wav': ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'],
  'audio/ogg': ['audio/ogg', 'application/ogg', 'audio/x-ogg', 'audio/opus', 'audio/vorbis'],
};

/** The `Content-Type` of a store that was given none; it says as little as a missing one. */
const ANYTHING: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream'];

/** Names of audio that may be logged. */
const AUDIO_NAME = /^audio\/[a-z0-9][a-z0-9.+-]{0,60}$/;

/**
 * The type that a `Content-Type` declares; null where it declares something else than audio. Only the bytes of a file decide
 * its type: stores call WAV MP3 and the other way round, and browsers play both.
 *
 * @param header as it came, with parameters and in any case; undefined where there is none
 */
export function declaredType(header: string | undefined): DeclaredType | null {
  const [first = ''] = (header ?? '').split(';', 1);
  const name = first.trim().toLowerCase();
  if (ANYTHING.includes(name)) return { name: null };
  return AUDIO_NAME.test(name) || NAMES['audio/ogg'].includes(name) ? { name } : null;
}

export interface DeclaredType {
  /** Null: nothing was said. */
  readonly name: string | null;
}

/** Whether a file of this kind may be called that. */
export function isNameOf({ name }: DeclaredType, type: AudioType): boolean {
  return name === null || NAMES[type].includes(name);
}
