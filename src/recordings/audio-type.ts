/** The kinds of audio that a recording may be, as they are served. */
export const AUDIO_TYPES = ['audio/mpeg', 'audio/wav', 'audio/ogg'] as const;
export type AudioType = (typeof AUDIO_TYPES)[number];

/** Ending of a file's name, by type. */
export const AUDIO_EXTENSIONS: Readonly<Record<AudioType, string>> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
};
