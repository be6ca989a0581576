import type { AudioType } from './audio-type.js';

/** What each kind is called in `Content-Type` by servers in use, registered or not. */
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

/** What a store says of a file of which it was told nothing; as good as no type. */
const ANYTHING: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream'];

/** A name of a kind of audio; what lies outside of it does not go into a log. */
const AUDIO_NAME = /^audio\/[a-z0-9][a-z0-9.+-]{0,60}$/;

/**
 * What a `Content-Type` says of a file; null where it is declared to be no audio. Which kind it is, its bytes say alone: stores
 * call WAV MP3 and the other way round, and browsers play both.
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
