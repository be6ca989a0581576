import type { LookupAddress } from 'node:dns';
import { expect, test } from '@jest/globals';
import type { HttpProviderSettings, LookupAll } from '../../../src/recordings/provider/http-provider-settings.js';
import { providerSockets } from '../../../src/recordings/provider/provider-sockets.js';
import { publicLookup } from '../../../src/recordings/provider/public-lookup.js';
import { withDownloads, withProvider } from '../../support/downloads.js';
import { answer, wav, withRawProvider } from '../../support/raw-provider.js';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const PUBLIC = { address: '8.8.8.8', family: 4 };

/** The provider under another name. */
const named = (name: string, host: string): string => host.replace('127.0.0.1', name);

/** A look-up that gives these answers, one each time, and the last one ever after. */
function answering(...answers: LookupAddress[][]): { lookup: LookupAll; asked: () => number } {
  let asked = 0;
  return {
    lookup: (_, __, callback) => callback(null, answers[Math.min(asked++, answers.length - 1)]!),
    asked: () => asked,
  };
}

test.each([
  ['loopback', '127.0.0.1'],
  ['private', '10.0.0.1'],
  ['link-local', '169.254.169.254'],
  ['mapped', '::ffff:127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
])('an allowed name with a %s address is not connected to', async (_, address) => {
  const { lookup } = answering([{ address, family: address.includes(':') ? 6 : 4 }]);
  await withProvider(
    () => undefined,
    async ({ failure, host, connections }) => {
      expect((await failure(`https://${named('a.example', host)}/`)).code).toBe('not_allowed');
      expect(connections()).toBe(0);
    },
    (host) => ({ allowedHosts: [named('a.example', host)], allowLoopback: false, lookup }),
  );
});

test('“localhost”, really looked up, is not connected to', () =>
  withProvider(
    () => undefined,
    async ({ failure, host, connections }) => {
      expect((await failure(`https://${named('localhost', host)}/`)).code).toBe('not_allowed');
      expect(connections()).toBe(0);
    },
    (host) => ({ allowedHosts: [named('localhost', host)], allowLoopback: false }),
  ));

test('loopback allowed does not allow another private address', async () => {
  const { lookup } = answering([{ address: '10.0.0.1', family: 4 }]);
  await withDownloads({ allowedHosts: ['a.example'], lookup }, async ({ failure }) => {
    expect((await failure('http://a.example/')).code).toBe('not_allowed');
  });
});

test('a name is looked up once for a connection, so a second answer (DNS rebinding) is never asked for', async () => {
  const { lookup, asked } = answering([LOOPBACK], [{ address: '10.0.0.1', family: 4 }]);
  await withProvider(
    answer(200, { 'content-type': 'audio/wav' }, wav(500)),
    async ({ get, failure, host }) => {
      await get(`http://${named('a.example', host)}/`);
      expect(asked()).toBe(1);
      // And the next download believes nothing of the last one.
      expect((await failure(`http://${named('a.example', host)}/`)).code).toBe('not_allowed');
      expect(asked()).toBe(2);
    },
    (host) => ({ allowedHosts: [named('a.example', host)], lookup }),
  );
});

test('of several addresses only those that may be connected to are handed on', async () => {
  const { lookup } = answering([LOOPBACK, PUBLIC, { address: 'fe80::1', family: 6 }]);
  const found = publicLookup(lookup, false);
  const all = await new Promise((resolve) => found('a.example', { all: true }, (...given) => resolve(given)));
  const one = await new Promise((resolve) => found('a.example', {}, (...given) => resolve(given)));
  expect(all).toEqual([null, [PUBLIC]]);
  expect(one).toEqual([null, PUBLIC.address, PUBLIC.family]);
});

test('an address in place of a name, which is never looked up, is not connected to either', () =>
  withRawProvider(
    () => undefined,
    async ({ host, connections }) => {
      const settings = { allowedHosts: [host], connectTimeoutMs: 1_000 } as unknown as HttpProviderSettings;
      const sockets = providerSockets(settings, () => undefined);
      const [hostname, port] = host.split(':') as [string, string];
      const error = await new Promise((resolve) =>
        sockets.connect({ hostname, port, protocol: 'http:' }, (...[failed]) => resolve(failed)),
      );
      expect(error).toMatchObject({ code: 'not_allowed' });
      expect(connections()).toBe(0);
    },
  ));
