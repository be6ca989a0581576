import { expect, test } from '@jest/globals';
import type { Channel } from '../../src/channels/channel.js';
import { ChannelSecrets } from '../../src/channels/channel-secrets.js';
import { codecKey } from '../support/codec-keys.js';

const [old, current] = [codecKey('2026-a'), codecKey('2026-b')];
const OWNER = { businessId: 1, channel: 'whatsapp' as Channel };
const SECRETS = { accessToken: 'a-token-that-nobody-may-read', appSecret: 'another' };

test('secrets open with the key that sealed them, and with no other', () => {
  const sealed = new ChannelSecrets([old]).seal(OWNER, SECRETS);
  expect(sealed.sealed.toString('latin1')).not.toContain('token');
  expect(new ChannelSecrets([old]).open(OWNER, sealed)).toEqual(SECRETS);
  expect(new ChannelSecrets([current]).open(OWNER, sealed)).toBeNull();
  expect(new ChannelSecrets([{ ...current, id: old.id }]).open(OWNER, sealed)).toBeNull();
});

test('the first key seals, all of them open', () => {
  const before = new ChannelSecrets([old]).seal(OWNER, SECRETS);
  const both = new ChannelSecrets([current, old]);
  expect(both.open(OWNER, before)).toEqual(SECRETS);
  expect(both.seal(OWNER, SECRETS).keyId).toBe('2026-b');
});

test('secrets open for their business and channel alone, under the id of their key, and unchanged', () => {
  const secrets = new ChannelSecrets([old, { ...old, id: 'the same bytes' }]);
  const { keyId, sealed } = secrets.seal(OWNER, SECRETS);
  expect(secrets.open({ ...OWNER, businessId: 2 }, { keyId, sealed })).toBeNull();
  expect(secrets.open({ ...OWNER, channel: 'phone' }, { keyId, sealed })).toBeNull();
  expect(secrets.open(OWNER, { keyId: 'the same bytes', sealed })).toBeNull();
  for (let at = 0; at < sealed.length; at += 7) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(secrets.open(OWNER, { keyId, sealed: changed })).toBeNull();
  }
  expect(secrets.open(OWNER, { keyId, sealed: sealed.subarray(0, 20) })).toBeNull();
});

test('the same secrets are never sealed the same', () => {
  const secrets = new ChannelSecrets([old]);
  expect(secrets.seal(OWNER, SECRETS).sealed).not.toEqual(secrets.seal(OWNER, SECRETS).sealed);
});

test('without a key nothing is sealed', () => {
  expect(new ChannelSecrets([]).canSeal).toBe(false);
  expect(() => new ChannelSecrets([]).seal(OWNER, SECRETS)).toThrow('no key');
});
