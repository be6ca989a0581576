import { AUDIO_TYPES, type AudioType } from './audio-type.js';

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

/**
 * What a store says of a file of which it was told nothing; as good as no type. Such a file is judged by its bytes alone:
 * they are looked at in any case, and what is served is what they were found to be.
 */
const ANYTHING: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream'];

/**
 * The kinds of audio that a file may be by its `Content-Type`; none where it is declared to be something else.
 *
 * @param header as it came, with parameters and in any case; undefined where there is none
 */
export function declaredAudioTypes(header: string | undefined): readonly AudioType[] {
  const [name = ''] = (header ?? '').split(';', 1);
  const declared = name.trim().toLowerCase();
  return ANYTHING.includes(declared) ? AUDIO_TYPES : AUDIO_TYPES.filter((type) => NAMES[type].includes(declared));
}
