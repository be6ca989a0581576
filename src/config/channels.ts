import { type EncryptionKey, encryptionKeys, encryptionKeysInFile } from './encryption-keys.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { httpUrl, milliseconds } from './kinds.js';
import { isLoopback } from './private-addresses.js';
import { optional, variable } from './variable.js';

export const channels = settingsModule({
  title: 'Channels',
  variables: {
    keys: optional(
      'CHANNEL_KEYS',
      encryptionKeys,
      'Keys of 32 bytes that encrypt the secrets of channels in the database. The first one encrypts, all of them decrypt.',
    ),
    keysInFile: optional('CHANNEL_KEYS_FILE', encryptionKeysInFile, 'The same, in a file.'),
    whatsAppUrl: variable(
      'WHATSAPP_API_URL',
      httpUrl,
      'https://graph.facebook.com/v23.0',
      'WhatsApp Cloud API, with its version.',
    ),
    twilioUrl: variable('TWILIO_API_URL', httpUrl, 'https://api.twilio.com', 'Twilio’s API.'),
    connectTimeoutMs: variable(
      'PROVIDER_CONNECT_TIMEOUT_MS',
      milliseconds(100, 10_000),
      5_000,
      'Longest wait for a connection to a provider of messages.',
    ),
    timeoutMs: variable(
      'PROVIDER_TIMEOUT_MS',
      // An attempt gives up after 30 s, and a message that nobody knows of is `unknown` after 60.
      milliseconds(1_000, 25_000),
      20_000,
      'Longest request to a provider of messages, with its connection. What is not answered by then may have arrived.',
    ),
  },
  settings: ({ keys, keysInFile, whatsAppUrl, twilioUrl, connectTimeoutMs, timeoutMs }) => ({
    whatsApp: { baseUrl: whatsAppUrl, connectTimeoutMs, timeoutMs },
    twilio: { baseUrl: twilioUrl, connectTimeoutMs, timeoutMs },
    /** The first one encrypts. Without any, no channel can be set up. */
    keys: keys ?? keysInFile ?? ([] as readonly EncryptionKey[]),
  }),
  faults(given) {
    const faults = ['WHATSAPP_API_URL', 'TWILIO_API_URL'].flatMap((name) => addressFaults(name, given[name]));
    if (given.CHANNEL_KEYS !== undefined && given.CHANNEL_KEYS_FILE !== undefined) {
      faults.push('CHANNEL_KEYS: set it or CHANNEL_KEYS_FILE, not both');
    }
    return faults;
  },
});

export type ChannelSettings = SettingsOf<typeof channels>;

/** Tokens and numbers go there: unencrypted at most to a stand-in on this machine. */
function addressFaults(name: string, text: string | undefined): string[] {
  if (text === undefined || !URL.canParse(text)) return []; // reported with the variable itself
  const { protocol, hostname, username, password, search } = new URL(text);
  if (username !== '' || password !== '' || search !== '') return [`${name}: must hold no name, password or query`];
  return protocol === 'https:' || isLoopback(hostname) ? [] : [`${name}: must be https, http is for loopback alone`];
}
