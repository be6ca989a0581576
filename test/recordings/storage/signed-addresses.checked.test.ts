import { expect, jest } from '@jest/globals';
import { createRecordingAddresses } from '../../../src/recordings/storage/create-recording-storage.js';
import { keepRecording, makeRecording } from './made-recording.js';
import { type OwnStorage, storageTest } from './storages.js';

/** What a server says that refuses: status and code. */
async function refusal(address: string): Promise<[number, string | undefined]> {
  const answer = await fetch(address);
  return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
}

async function kept({ storage, settings }: OwnStorage) {
  const made = makeRecording(600_000, { callSid: 'CA_1-x' });
  await keepRecording(storage, made);
  const addresses = (await createRecordingAddresses({ ...settings, delivery: 'redirect' } as typeof settings))!;
  return { ...made, sign: () => addresses.sign(made.key, { contentType: 'audio/wav' }) };
}

storageTest(
  's3',
  'who has an address hears the recording, whole and in parts, as what it was signed for',
  async (own) => {
    const { content, sign } = await kept(own);
    const address = await sign();
    expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('60');
    const whole = await fetch(address);
    expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-disposition': 'inline; filename="CA_1-x.wav"',
      'cache-control': 'private, no-store',
    });
    const part = await fetch(address, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/600000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true);
  },
);

storageTest('s3', 'nothing of an address can be changed, and after a minute it is good for nothing', async (own) => {
  const { key, sign } = await kept(own);
  const address = await sign();
  const changed = [
    ['/1/', '/2/'],
    [key.callSid, 'CA2'],
    [key.sha256, 'a'.repeat(64)],
    ['audio%2Fwav', 'text%2Fhtml'],
    ['inline', 'attachment'],
    ['Expires=60', 'Expires=600'],
  ].map(([from, to]) => address.replace(from!, to!));
  expect(new Set([address, ...changed]).size).toBe(7);
  for (const other of changed) expect(await refusal(other)).toEqual([403, 'SignatureDoesNotMatch']);
  for (const method of ['HEAD', 'PUT', 'DELETE']) expect((await fetch(address, { method })).status).toBe(403);
  expect(await refusal(address.split('?')[0]!)).toEqual([403, 'AccessDenied']);

  const secondsAgo = async (seconds: number): Promise<string> => {
    const doNotFake = ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout'] as const;
    jest.useFakeTimers({ now: Date.now() - seconds * 1_000, doNotFake: [...doNotFake] });
    return sign().finally(() => jest.useRealTimers());
  };
  expect((await fetch(await secondsAgo(30))).status).toBe(200);
  expect(await refusal(await secondsAgo(62))).toEqual([403, 'AccessDenied']);
});
