import { type EncryptionKey, encryptionKeys, encryptionKeysInFile } from './encryption-keys.js';
import { fileContent, flag, httpUrl, port, text } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { optional, variable } from './variable.js';

export const temporal = settingsModule({
  title: 'Temporal',
  variables: {
    address: variable('TEMPORAL_ADDRESS', text('host:port'), '127.0.0.1:7233', 'The frontend of the server.'),
    namespace: variable('TEMPORAL_NAMESPACE', text('name'), 'default', 'The namespace. It has to exist.'),
    uiUrl: variable('TEMPORAL_UI_URL', httpUrl, 'http://127.0.0.1:8233', 'The Web UI, for links to a job.'),
    tls: variable('TEMPORAL_TLS', flag, false, 'TLS with the CAs of the system. An API key needs it.'),
    ca: optional('TEMPORAL_CA_FILE', fileContent, 'CA of the server’s certificate. It turns TLS on.'),
    cert: optional('TEMPORAL_CERT_FILE', fileContent, 'Client certificate for mTLS, with `TEMPORAL_KEY_FILE`.'),
    key: optional('TEMPORAL_KEY_FILE', fileContent, 'Key of the client certificate.'),
    apiKey: optional('TEMPORAL_API_KEY', text(), 'API key, sent with every call.'),
    codecKeys: optional(
      'TEMPORAL_CODEC_KEYS',
      encryptionKeys,
      'Keys of 32 bytes that encrypt the payloads. The first one encrypts, all of them decrypt.',
    ),
    codecKeysInFile: optional('TEMPORAL_CODEC_KEYS_FILE', encryptionKeysInFile, 'The same, in a file.'),
    codecServerPort: variable('CODEC_SERVER_PORT', port, 8_081, 'Port of `npm run codec-server`.'),
  },
  settings: ({ uiUrl, tls, ca, cert, key, codecKeys, codecKeysInFile, ...values }) => ({
    ...values,
    uiUrl: uiUrl.replace(/\/+$/, ''),
    tls: ca || cert || key ? { ca, cert, key } : tls,
    /** The first one encrypts. Without any, payloads are not encrypted. */
    codecKeys: codecKeys ?? codecKeysInFile ?? ([] as readonly EncryptionKey[]),
  }),
  faults(given, { program }) {
    const faults: string[] = [];
    if ((given.TEMPORAL_CERT_FILE === undefined) !== (given.TEMPORAL_KEY_FILE === undefined)) {
      faults.push('TEMPORAL_CERT_FILE: needs TEMPORAL_KEY_FILE, and the other way round');
    }
    const { TEMPORAL_CODEC_KEYS: inline, TEMPORAL_CODEC_KEYS_FILE: file } = given;
    if (inline !== undefined && file !== undefined) {
      faults.push('TEMPORAL_CODEC_KEYS: set it or TEMPORAL_CODEC_KEYS_FILE, not both');
    }
    if (program === 'codec-server' && inline === undefined && file === undefined) {
      faults.push('TEMPORAL_CODEC_KEYS: is needed by the codec server, or TEMPORAL_CODEC_KEYS_FILE');
    }
    return faults;
  },
});

export type TemporalSettings = SettingsOf<typeof temporal>;
