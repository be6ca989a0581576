import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createRecordingStorage } from '../../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import { storagePath } from '../../../src/recordings/storage/storage-key.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { keepRecording, makeRecording, putTemporary, readRecording } from './made-recording.js';

/** The storage and its root. `outside` lies beside the root, in the same folder. */
type Use = (storage: RecordingStorage, root: string, outside: string) => Promise<void>;

function withFolder(use: Use): Promise<void> {
  return withCleanups(async ({ defer }) => {
    const parent = await mkdtemp(path.join(await realpath(os.tmpdir()), 'recordings-'));
    defer(() => rm(parent, { recursive: true }));
    const outside = path.join(parent, 'outside');
    mkdirSync(outside);
    const root = path.join(parent, 'root');
    await use(await createRecordingStorage({ kind: 'folder', folder: root }, 'write'), root, outside);
  });
}

const elsewhere = { message: 'the storage of recordings: LeadsElsewhere' };
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

test('folders and files are for their owner alone, whatever the download made of its own', () =>
  withFolder(async (storage, root) => {
    const { key, content } = makeRecording(100);
    const temporary = await putTemporary(storage, content);
    chmodSync(temporary, 0o666);
    await storage.keep(key, temporary, { bytes: 100, contentType: 'audio/wav' });
    const made = [root, storage.temporaryFolder, `${root}/1`, `${root}/1/CA1`];
    expect(made.map(modeOf)).toEqual(['700', '700', '700', '700']);
    expect(modeOf(path.join(root, storagePath(key)))).toBe('600');
  }));

test('a link in the place of a file or of a folder is not followed out of the root', () =>
  withFolder(async (storage, root, outside) => {
    const { key, content } = makeRecording(100);
    const hash = key.sha256;

    // In the place of the file.
    writeFileSync(path.join(outside, hash), content);
    mkdirSync(path.join(root, '1/CA1'), { recursive: true });
    symlinkSync(path.join(outside, hash), path.join(root, storagePath(key)));
    await expect(storage.open(key, 100)).rejects.toMatchObject({ cause: { code: 'ELOOP' } });
    expect(await storage.has(key, 100)).toBe(false);
    // What is kept replaces the link, and what it led to is untouched.
    await storage.keep(key, await putTemporary(storage, content), { bytes: 100, contentType: 'audio/wav' });
    expect((await readRecording(storage, key, 100))?.equals(content)).toBe(true);
    await storage.remove(key);
    expect(readdirSync(outside)).toEqual([hash]);

    // In the place of a folder, or of one above that.
    for (const [link, foreign] of [
      ['1/CA9', outside],
      ['2', path.dirname(outside)],
    ] as const) {
      mkdirSync(path.join(root, '1'), { recursive: true });
      symlinkSync(foreign, path.join(root, link));
    }
    for (const led of [
      { ...key, callSid: 'CA9' },
      { ...key, businessId: 2, callSid: 'outside' },
    ]) {
      await expect(storage.open(led, 100)).rejects.toMatchObject(elsewhere);
      await expect(storage.has(led, 100)).rejects.toMatchObject(elsewhere);
      await expect(storage.remove(led)).rejects.toMatchObject(elsewhere);
      await expect(
        storage.keep(led, await putTemporary(storage, content), { bytes: 100, contentType: 'audio/wav' }),
      ).rejects.toMatchObject(elsewhere);
    }
    expect(readdirSync(outside)).toEqual([hash]);

    // In the place of a download.
    const linked = path.join(storage.temporaryFolder, 'linked.part');
    symlinkSync(path.join(outside, hash), linked);
    await expect(storage.keep(key, linked, { bytes: 100, contentType: 'audio/wav' })).rejects.toMatchObject({
      cause: { code: 'ELOOP' },
    });
  }));

test('a folder or a named pipe in the place of a file is no recording, and nobody waits for it', () =>
  withFolder(async (storage, root) => {
    const folder = makeRecording(100).key;
    mkdirSync(path.join(root, storagePath(folder)), { recursive: true });
    const pipe = makeRecording(100).key;
    execFileSync('mkfifo', [path.join(root, storagePath(pipe))]);
    for (const key of [folder, pipe]) {
      expect(await storage.has(key, 100)).toBe(false);
      expect(await storage.open(key, statSync(path.join(root, storagePath(key))).size || 1)).toBeNull();
    }
  }));

test('a file that was cut short by somebody is not there', () =>
  withFolder(async (storage, root) => {
    const made = makeRecording(100);
    await keepRecording(storage, made);
    truncateSync(path.join(root, storagePath(made.key)), 99);
    expect(await storage.has(made.key, 100)).toBe(false);
    expect(await storage.open(made.key, 100)).toBeNull();
  }));

test('an error of the file system is thrown, and not taken for a recording that is not there', () =>
  withFolder(async (storage, root) => {
    const { key, content } = makeRecording(100);
    writeFileSync(path.join(root, '1'), 'where the folder of the business belongs');
    const keeping = storage.keep(key, await putTemporary(storage, content), { bytes: 100, contentType: 'audio/wav' });
    await expect(keeping).rejects.toMatchObject({ cause: { code: 'ENOTDIR' } });
    await expect(storage.open(key, 100)).rejects.toMatchObject({ cause: { code: 'ENOTDIR' } });
    await expect(storage.has(key, 100)).rejects.toMatchObject({ cause: { code: 'ENOTDIR' } });
    await rm(path.join(root, '1'));
    symlinkSync('CA1', path.join(root, '1'));
    symlinkSync('1', path.join(root, 'CA1'));
    await expect(storage.open(key, 100)).rejects.toMatchObject({ cause: { code: 'ELOOP' } });
  }));

test('folders that become empty are removed, and the root is not', () =>
  withFolder(async (storage, root) => {
    const one = makeRecording(100);
    const two = makeRecording(100, { callSid: 'CA2' });
    for (const made of [one, two]) await keepRecording(storage, made);
    await storage.remove(one.key);
    expect(readdirSync(path.join(root, '1'))).toEqual(['CA2']);
    await storage.remove(two.key);
    expect(readdirSync(root)).toEqual(['.incoming']);
  }));

test('removals that empty the folders again and again take none away from a file that is being kept', () =>
  withFolder(async (storage, root) => {
    const kept = Array.from({ length: 150 }, () => makeRecording(10));
    let isDone = false;
    const removals = Array.from({ length: 3 }, async () => {
      while (!isDone) await storage.remove(makeRecording(10).key);
    });
    const emptied = (async () => {
      for (const made of kept) {
        await keepRecording(storage, made);
        expect(await storage.has(made.key, 10)).toBe(true);
        await storage.remove(made.key);
      }
    })();
    try {
      await emptied;
    } finally {
      isDone = true;
      await Promise.all(removals);
    }
    expect(readdirSync(root)).toEqual(['.incoming']);
  }));

test('a reader that fails in mid-stream, and one that reads to the end, both give the descriptor back', () =>
  withFolder(async (storage, root) => {
    const made = makeRecording(1_000_000);
    await keepRecording(storage, made);
    const held = (): string[] =>
      execFileSync('ls', ['-l', `/proc/${process.pid}/fd`])
        .toString()
        .split('\n');
    const ofOurs = (): string[] => held().filter((line) => line.includes(root));
    expect((await readRecording(storage, made.key, 1_000_000, { start: 3, end: 9 }))?.length).toBe(7);
    const failing = (await storage.open(made.key, 1_000_000))!;
    await expect(
      (async () => {
        for await (const chunk of failing) throw new Error(`the client is gone, ${(chunk as Buffer).length} were read`);
      })(),
    ).rejects.toThrow('the client is gone');
    expect(await storage.open(made.key, 999_999)).toBeNull();
    // A stream that is given up closes its file in the background.
    await eventually(() => ofOurs().length === 0);
  }));
