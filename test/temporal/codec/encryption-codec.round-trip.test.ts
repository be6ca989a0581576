import { expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { EncryptionCodec, isEncrypted, UndecodablePayload } from '../../../src/temporal/codec/encryption-codec.js';
import { codecKey } from '../../support/codec-keys.js';

const [older, newer] = [codecKey('older'), codecKey('newer')];
const codec = new EncryptionCodec([older]);
const SECRET = { name: 'Ada Lovelace' };
const plain = defaultPayloadConverter.toPayload(SECRET);
const of = (businessId: number) =>
  ({ type: 'workflow', namespace: 'default', workflowId: `bulk:${businessId}:delete_leads_bulk:x` }) as const;

async function encrypted(payload: Payload = plain, by = codec, businessId = 1): Promise<Payload> {
  return (await by.encode([payload], of(businessId)))[0]!;
}

async function valueOf(payload: Payload, by = codec, businessId?: number): Promise<unknown> {
  const [decoded] = await by.decode([payload], businessId === undefined ? undefined : of(businessId));
  return defaultPayloadConverter.fromPayload(decoded!);
}

function text(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** Bytes as texts: they come back as Buffers. */
function plainOf({ metadata, data }: Payload) {
  return { data: text(data), metadata: Object.entries(metadata ?? {}).map(([name, value]) => [name, text(value)]) };
}

function withField(payload: Payload, name: string, value: string): Payload {
  return { ...payload, metadata: { ...payload.metadata, [name]: Buffer.from(value) } };
}

function withByteFlipped(payload: Payload, at: number): Payload {
  const data = Buffer.from(payload.data!);
  data[at < 0 ? data.length + at : at]! ^= 1;
  return { ...payload, data };
}

test('a payload comes back as it was, with its encoding, and nothing of it stands outside', async () => {
  const payload = await encrypted();
  expect(await valueOf(payload)).toEqual(SECRET);
  expect(plainOf((await codec.decode([payload]))[0]!)).toEqual(plainOf(plain));
  expect(Object.fromEntries(Object.entries(payload.metadata!).map(([name, value]) => [name, text(value)]))).toEqual({
    encoding: 'binary/encrypted',
    'encryption-key-id': 'older',
    'business-id': '1',
  });
  expect(text(payload.data)).not.toContain('Ada');
  expect(text(payload.data)).not.toContain('json/plain');
});

test('the same payload is never encrypted to the same bytes: each has a nonce of its own', async () => {
  const nonces = new Set<string>();
  for (let n = 0; n < 1_000; n++) nonces.add(Buffer.from((await encrypted()).data!.subarray(0, 12)).toString('hex'));
  expect(nonces.size).toBe(1_000);
});

test('empty and binary payloads come back too', async () => {
  for (const payload of [{ metadata: {}, data: new Uint8Array() }, defaultPayloadConverter.toPayload(undefined)]) {
    const [decoded] = await codec.decode([await encrypted(payload)]);
    expect(plainOf(decoded!)).toEqual(plainOf(payload));
  }
});

test('a payload that is not encrypted passes: it is from before the codec was switched on', async () => {
  expect(await codec.decode([plain])).toEqual([plain]);
});

test('rotation: the first key encrypts, all of them decrypt, and one that is gone is named', async () => {
  const before = await encrypted();
  const rotating = new EncryptionCodec([newer, older]);
  const after = await encrypted(plain, rotating);
  expect(text(after.metadata!['encryption-key-id'])).toBe('newer');
  expect(await valueOf(before, rotating)).toEqual(SECRET);
  expect(await valueOf(after, rotating)).toEqual(SECRET);
  // The order of a roll-out: processes that know the new key as their second one read what others write with it.
  expect(await valueOf(after, new EncryptionCodec([older, newer]))).toEqual(SECRET);
  await expect(valueOf(before, new EncryptionCodec([newer]))).rejects.toThrow('there is no key older');
});

test('without keys nothing is encrypted, and what is says so', async () => {
  const none = new EncryptionCodec([]);
  expect(await none.encode([plain], of(1))).toEqual([plain]);
  await expect(valueOf(await encrypted(), none)).rejects.toThrow(UndecodablePayload);
});

test('whatever is changed of a payload is noticed: nonce, content, tag, and each field beside it', async () => {
  const payload = await encrypted();
  const twin = new EncryptionCodec([older, { ...older, id: 'twin' }]);
  const changed = [
    ...[0, 11, 12, 40, -17, -16, -1].map((at) => withByteFlipped(payload, at)),
    { ...payload, data: payload.data!.subarray(0, 27) },
    { ...payload, data: payload.data!.subarray(0, -1) },
    // The same bytes of key under another id: only the authenticated metadata tells.
    withField(payload, 'encryption-key-id', 'twin'),
    withField(payload, 'business-id', '2'),
    withField(payload, 'added', 'x'),
    { ...payload, metadata: { encoding: payload.metadata!.encoding!, 'encryption-key-id': Buffer.from('older') } },
  ];
  for (const one of changed) {
    expect(isEncrypted(one)).toBe(true);
    await expect(valueOf(one, twin)).rejects.toThrow(UndecodablePayload);
  }
});

test('a payload of another business is refused where the SDK tells whose it should be', async () => {
  const payload = await encrypted();
  expect(await valueOf(payload, codec, 1)).toEqual(SECRET);
  await expect(valueOf(payload, codec, 2)).rejects.toThrow('it belongs to another business');
});

test('an id of a key that is no id is not repeated', async () => {
  const crafted = withField(await encrypted(), 'encryption-key-id', 'Ada <ada@example.com>');
  await expect(valueOf(crafted)).rejects.toThrow('there is no key of its id');
});
