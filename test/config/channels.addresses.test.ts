import { expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';

const read = (environment: NodeJS.ProcessEnv) =>
  readConfig(operationRegistry, { DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x', ...environment }).channels;

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

test('the providers are the real ones unless others are named', () => {
  const limits = { connectTimeoutMs: 5_000, timeoutMs: 20_000 };
  expect(read({})).toEqual({
    whatsApp: { baseUrl: 'https://graph.facebook.com/v23.0', ...limits },
    twilio: { baseUrl: 'https://api.twilio.com', ...limits },
    keys: [],
  });
  expect(read({ TWILIO_API_URL: 'http://127.0.0.1:9481' }).twilio.baseUrl).toBe('http://127.0.0.1:9481');
});

test.each([
  ['WHATSAPP_API_URL', 'http://graph.example/v23.0'],
  ['TWILIO_API_URL', 'http://10.0.0.7'],
  ['TWILIO_API_URL', 'https://user:secret@api.twilio.com'],
  ['WHATSAPP_API_URL', 'https://graph.example/v23.0?access_token=x'],
  ['PROVIDER_TIMEOUT_MS', '30000'],
])('%s=%s is refused by its name, without its value', (name, value) => {
  const faults = faultsOf({ [name]: value });
  expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  expect(faults[0]).not.toContain('secret');
});

test('keys come from one place', () => {
  const keys = codecKeysText(codecKey('a'));
  expect(faultsOf({ CHANNEL_KEYS: keys, CHANNEL_KEYS_FILE: '/none' })).toContain(
    'CHANNEL_KEYS: set it or CHANNEL_KEYS_FILE, not both',
  );
});
