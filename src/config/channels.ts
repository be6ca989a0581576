import { type EncryptionKey, encryptionKeys, encryptionKeysInFile } from './encryption-keys.js';
import { settingsModule } from './settings-module.js';
import { optional } from './variable.js';

export const channels = settingsModule({
  title: 'Channels',
  variables: {
    keys: optional(
      'CHANNEL_KEYS',
      encryptionKeys,
      'Keys of 32 bytes that encrypt the secrets of channels in the database. The first one encrypts, all of them decrypt.',
    ),
    keysInFile: optional('CHANNEL_KEYS_FILE', encryptionKeysInFile, 'The same, in a file.'),
  },
  settings: ({ keys, keysInFile }) => ({
    /** The first one encrypts. Without any, no channel can be set up. */
    keys: keys ?? keysInFile ?? ([] as readonly EncryptionKey[]),
  }),
  faults: (given) =>
    given.CHANNEL_KEYS !== undefined && given.CHANNEL_KEYS_FILE !== undefined
      ? ['CHANNEL_KEYS: set it or CHANNEL_KEYS_FILE, not both']
      : [],
});
