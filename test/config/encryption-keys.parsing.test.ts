import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { parseEncryptionKeys } from '../../src/config/encryption-keys.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';

const ENVIRONMENT = { DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x' };
const [a, b] = [codecKey('2026-a'), codecKey('2026-b')];
const secret = a.secret.toString('base64');

test('keys are read in their order, from a list and from lines', () => {
  expect(parseEncryptionKeys(codecKeysText(a, b))).toEqual({ keys: [a, b] });
  expect(parseEncryptionKeys(`${codecKeysText(a)}\n\n ${codecKeysText(b)} \n`)).toEqual({ keys: [a, b] });
});

test.each([
  ['no separator', secret, 'entry 1 is not id:base64'],
  ['no id', `:${secret}`, 'entry 1 needs an id of 1 to 64 letters, digits and . _ -'],
  ['an id with a space', `a b:${secret}`, 'entry 1 needs an id of 1 to 64 letters, digits and . _ -'],
  ['31 bytes', `a:${randomBytes(31).toString('base64')}`, 'entry 1 needs exactly 32 bytes in base64'],
  ['33 bytes', `a:${randomBytes(33).toString('base64')}`, 'entry 1 needs exactly 32 bytes in base64'],
  ['hex', `a:${randomBytes(32).toString('hex')}`, 'entry 1 needs exactly 32 bytes in base64'],
  ['base64url', `a:${Buffer.alloc(32, 255).toString('base64url')}=`, 'entry 1 needs exactly 32 bytes in base64'],
  ['bits that no byte uses', `a:${'A'.repeat(42)}B=`, 'entry 1 needs exactly 32 bytes in base64'],
  ['an id twice', `a:${secret},a:${b.secret.toString('base64')}`, 'entry 2 has the id of an earlier one'],
  ['a key twice', `a:${secret},b:${secret}`, 'entry 2 has the bytes of an earlier one'],
  ['nothing', ' , ', 'holds no key'],
])('%s is refused by name of the variable, without the value', (_, text, fault) => {
  expect(parseEncryptionKeys(text)).toEqual({ faults: [fault] });
  const read = (): unknown => readConfig(operationRegistry, { ...ENVIRONMENT, TEMPORAL_CODEC_KEYS: text });
  expect(read).toThrow(new InvalidConfig([`TEMPORAL_CODEC_KEYS: ${fault}`]));
});

test('keys come from a file where that is named, and a fault names the variable of the file', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-keys-'));
  const file = path.join(folder, 'keys');
  const read = (more: NodeJS.ProcessEnv = {}) =>
    readConfig(operationRegistry, { ...ENVIRONMENT, TEMPORAL_CODEC_KEYS_FILE: file, ...more }).temporal.codecKeys;
  try {
    expect(() => read()).toThrow('TEMPORAL_CODEC_KEYS_FILE: cannot be read');
    await writeFile(file, `${codecKeysText(a)}\n${codecKeysText(b)}\n`);
    expect(read()).toEqual([a, b]);
    expect(() => read({ TEMPORAL_CODEC_KEYS: codecKeysText(a) })).toThrow('not both');
    await writeFile(file, 'a:short');
    expect(() => read()).toThrow('TEMPORAL_CODEC_KEYS_FILE: entry 1 needs exactly 32 bytes in base64');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without keys there is no codec', () => {
  expect(readConfig(operationRegistry, { ...ENVIRONMENT, TEMPORAL_CODEC_KEYS: '' }).temporal.codecKeys).toEqual([]);
});
