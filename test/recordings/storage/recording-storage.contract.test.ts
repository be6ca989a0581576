import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect } from '@jest/globals';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import type { StorageKey } from '../../../src/recordings/storage/storage-key.js';
import { eventually } from '../../support/eventually.js';
import { keepRecording, makeRecording, putTemporary, readRecording } from './made-recording.js';
import { KINDS, storageTest } from './storages.js';

const HASH = 'a'.repeat(64);

describe.each(KINDS)('%s', (kind) => {
  storageTest(
    kind,
    'what was kept is streamed as it was, whole and in parts, and its temporary file is gone',
    async ({ storage }) => {
      const made = makeRecording(1_000_003);
      const { key, content } = made;
      const bytes = content.length;
      expect(await storage.has(key, bytes)).toBe(false);
      const temporary = await keepRecording(storage, made);
      expect(existsSync(temporary)).toBe(false);
      expect(await storage.has(key, bytes)).toBe(true);
      expect((await readRecording(storage, key, bytes))?.equals(content)).toBe(true);
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [1, 262_144],
        [262_143, 262_145],
        [500_000, bytes - 1],
        [bytes - 1, bytes - 1],
        [0, bytes - 1],
      ] as const) {
        const part = await readRecording(storage, key, bytes, { start, end });
        expect([start, end, part?.equals(content.subarray(start, end + 1))]).toEqual([start, end, true]);
      }
    },
  );

  storageTest(kind, 'what was never kept, or is of another size than is said, is not there', async ({ storage }) => {
    const made = makeRecording(1_000);
    await keepRecording(storage, made);
    const other = makeRecording(1_000);
    const foreign = { ...made.key, businessId: 2 };
    for (const [key, bytes] of [
      [other.key, 1_000],
      [foreign, 1_000],
      [made.key, 999],
      [made.key, 1_001],
      [made.key, 2_000_000],
    ] as const) {
      expect(await storage.has(key, bytes)).toBe(false);
      expect(await storage.open(key, bytes)).toBeNull();
      expect(await storage.open(key, bytes, { start: 10, end: 20 })).toBeNull();
      expect(await storage.open(key, bytes, { start: bytes - 1, end: bytes - 1 })).toBeNull();
    }
  });

  storageTest(kind, 'a span that does not lie within the file is an error, and no stream', async ({ storage }) => {
    const made = makeRecording(1_000);
    await keepRecording(storage, made);
    for (const [start, end] of [
      [0, 1_000],
      [1_000, 1_000],
      [-1, 10],
      [11, 10],
      [0.5, 10],
      [0, Number.NaN],
    ] as const) {
      await expect(storage.open(made.key, 1_000, { start, end })).rejects.toMatchObject({
        name: 'StorageFailed',
        cause: expect.any(RangeError) as unknown,
      });
    }
  });

  storageTest(
    kind,
    'a key that is none is refused whatever is asked, and leaves nothing behind',
    async ({ storage }) => {
      const before = readdirSync(storage.temporaryFolder, { recursive: true });
      const temporary = await putTemporary(storage, Buffer.from('x'));
      const valid = { businessId: 1, callSid: 'CA1', sha256: HASH };
      const businessIds = [0, -1, 1.5, NaN, 2 ** 53, '..', '../2', '.incoming', ''] as unknown[];
      const callSids = [
        '',
        '.',
        '..',
        '../2/CA1',
        'a/b',
        '.x',
        '%2e%2e',
        'a\\..\\b',
        'C:',
        'CA1\0',
        'C A',
        'CA1\n',
        'ü',
      ];
      const hashes = ['', '..', '../x', HASH.toUpperCase(), `${HASH}a`, `${HASH}/x`, `${HASH}\n`, HASH.slice(1)];
      for (const key of [
        ...businessIds.map((businessId) => ({ ...valid, businessId: businessId as number })),
        ...[...callSids, 'x'.repeat(65), '../'.repeat(4_000)].map((callSid) => ({ ...valid, callSid })),
        ...hashes.map((sha256) => ({ ...valid, sha256 })),
      ]) {
        const refusal = { name: 'StorageFailed', message: 'the storage of recordings: InvalidStorageKey' };
        await expect(storage.has(key, 1)).rejects.toMatchObject(refusal);
        await expect(storage.open(key, 1)).rejects.toMatchObject(refusal);
        await expect(storage.remove(key)).rejects.toMatchObject(refusal);
        await expect(storage.keep(key, temporary, { bytes: 1, contentType: 'audio/wav' })).rejects.toMatchObject(
          refusal,
        );
      }
      expect(existsSync(temporary)).toBe(true);
      expect(readdirSync(storage.temporaryFolder, { recursive: true })).toHaveLength(before.length + 1);
    },
  );

  storageTest(
    kind,
    'a file of another length than was said is not kept, nor one that is not there',
    async ({ storage }) => {
      const { key, content } = makeRecording(1_000);
      const temporary = await putTemporary(storage, content);
      for (const bytes of [999, 1_001]) {
        const keeping = storage.keep(key, temporary, { bytes, contentType: 'audio/wav' });
        await expect(keeping).rejects.toMatchObject({
          message: 'the storage of recordings: WrongSize',
          cause: { message: `a file of ${bytes} bytes was to be kept, and has 1000` },
        });
      }
      const keeping = storage.keep(key, `${temporary}-no`, { bytes: 1_000, contentType: 'audio/wav' });
      await expect(keeping).rejects.toMatchObject({ cause: { code: 'ENOENT' } });
      for (const bytes of [999, 1_000, 1_001]) expect(await storage.has(key, bytes)).toBe(false);
    },
  );

  storageTest(kind, 'the same recording kept again, also by many at once, is one whole file', async ({ storage }) => {
    const made = makeRecording(300_000);
    await keepRecording(storage, made);
    const early = await storage.open(made.key, 300_000);
    await Promise.all(Array.from({ length: 20 }, () => keepRecording(storage, made)));
    for (const stream of [early, await storage.open(made.key, 300_000)]) {
      expect((await buffer(stream!)).equals(made.content)).toBe(true);
    }
    expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    await storage.remove(made.key);
    expect(await storage.has(made.key, 300_000)).toBe(false);
  });

  storageTest(
    kind,
    'what is removed while it is streamed is streamed to its end, and then it is gone',
    async ({ storage }) => {
      const made = makeRecording(8_000_000);
      await keepRecording(storage, made);
      const stream = (await storage.open(made.key, 8_000_000))!;
      const first = await firstBytes(stream);
      await storage.remove(made.key);
      expect(await storage.open(made.key, 8_000_000)).toBeNull();
      const rest = await buffer(stream);
      expect(Buffer.concat([first, rest]).equals(made.content)).toBe(true);
    },
  );

  storageTest(kind, 'a removal is of one file, and can be said again', async ({ storage }) => {
    const made = makeRecording(1_000);
    const sameCall = makeRecording(1_001);
    const sameBusiness = makeRecording(1_002, { callSid: 'CA2' });
    const otherBusiness = { ...made, key: { ...made.key, businessId: 2 } };
    for (const each of [made, sameCall, sameBusiness, otherBusiness]) await keepRecording(storage, each);
    await storage.remove(made.key);
    await storage.remove(made.key);
    expect(await storage.has(made.key, 1_000)).toBe(false);
    for (const { key, content } of [sameCall, sameBusiness, otherBusiness]) {
      expect(await storage.has(key, content.length)).toBe(true);
      await storage.remove(key);
      expect(await storage.has(key, content.length)).toBe(false);
    }
  });

  storageTest(
    kind,
    '500 streams that are destroyed before, at and after their first bytes leave no descriptor open',
    async ({ storage }) => {
      const made = makeRecording(4_000_000);
      await keepRecording(storage, made);
      await playFirstBytes(storage, made.key, 0); // what is opened once and stays
      const before = openDescriptors();
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 50 }, (_, i) => playFirstBytes(storage, made.key, i % 3)));
      }
      await eventually(() => openDescriptors() <= before);
      expect((await readRecording(storage, made.key, 4_000_000))?.equals(made.content)).toBe(true);
      await eventually(() => openDescriptors() <= before);
    },
  );
});

async function playFirstBytes(storage: RecordingStorage, key: StorageKey, when: number): Promise<void> {
  const stream = (await storage.open(key, 4_000_000))!;
  if (when === 1) await once(stream, 'readable');
  if (when === 2) await firstBytes(stream);
  const closed = once(stream, 'close');
  stream.destroy();
  await closed;
}

/** The stream is left as it was: who reads on misses nothing. */
async function firstBytes(stream: Readable): Promise<Buffer> {
  await once(stream, 'readable');
  return stream.read() as Buffer;
}

function openDescriptors(): number {
  return readdirSync('/dev/fd').length;
}
