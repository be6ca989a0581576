import { expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';

const REQUIRED = { DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x' };
const read = (PUBLIC_ORIGIN: string) => readConfig(operationRegistry, { ...REQUIRED, PUBLIC_ORIGIN }).api.publicOrigin;

test.each(['https://bulkgate.example', 'https://bulkgate.example:8443', 'http://localhost:3000', 'http://[::1]:8080'])(
  '%s is an origin that pages may have',
  (origin) => expect(read(origin)).toBe(origin),
);

test.each([
  ...['bulkgate.example', 'https://bulkgate.example/', 'https://bulkgate.example:443', 'https://BulkGate.example'],
  ...['https://user@bulkgate.example', 'http://bulkgate.example', 'http://localhost.evil.example', 'ftp://localhost'],
  ...['null', '*', 'https://a.example,https://b.example'],
])('%s is none, and the fault names the variable', (origin) => {
  expect(() => read(origin)).toThrow(InvalidConfig);
  expect(() => read(origin)).toThrow(/PUBLIC_ORIGIN: must be an origin like/);
});

test('no session is longer than a working day', () => {
  expect(readConfig(operationRegistry, REQUIRED).api.session).toEqual({ maxSeconds: 28_800, idleSeconds: 1_800 });
  for (const name of ['SESSION_MAX_SECONDS', 'SESSION_IDLE_SECONDS']) {
    expect(() => readConfig(operationRegistry, { ...REQUIRED, [name]: '28801' })).toThrow(name);
  }
});
