import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createRecordingStorage } from '../../../src/recordings/storage/create-recording-storage.js';
import { withCleanups } from '../../support/cleanups.js';
import { keepRecording, makeRecording, readRecording } from './made-recording.js';

function withParent(use: (parent: string) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const making = mkdtemp(path.join(await realpath(os.tmpdir()), 'recordings-'));
    await use(await opened(making, (made) => rm(made, { recursive: true })));
  });
}

test('a missing folder is made, and tried without a trace', () =>
  withParent(async (parent) => {
    const folder = path.join(parent, 'a', 'b');
    const storage = await createRecordingStorage({ kind: 'folder', folder }, 'write');
    expect(readdirSync(folder)).toEqual(['.incoming']);
    expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }));

test('a folder that is there keeps its mode, and may be a link', () =>
  withParent(async (parent) => {
    const folder = path.join(parent, 'there');
    mkdirSync(folder);
    chmodSync(folder, 0o2770);
    symlinkSync(folder, path.join(parent, 'link'));
    const storage = await createRecordingStorage({ kind: 'folder', folder: path.join(parent, 'link') }, 'write');
    const made = makeRecording(1_000);
    await keepRecording(storage, made);
    expect((await readRecording(storage, made.key, 1_000))?.equals(made.content)).toBe(true);
    expect(statSync(folder).mode & 0o7777).toBe(0o2770);
  }));

test('who only plays writes nothing into the folder, and needs no right to', () =>
  withParent(async (parent) => {
    await createRecordingStorage({ kind: 'folder', folder: parent }, 'read');
    expect(readdirSync(parent)).toEqual([]);
    // Of the kernel: even an administrator cannot write there.
    await createRecordingStorage({ kind: 'folder', folder: '/proc' }, 'read');
  }));

test('a folder that cannot be used is named, with what is wrong', () =>
  withParent(async (parent) => {
    const file = path.join(parent, 'file');
    writeFileSync(file, '');
    for (const [folder, can, why] of [
      ['/proc', 'write', /^\/proc cannot hold recordings: this process may not write to it \(E[A-Z]+\)$/],
      ['/sys/recordings', 'read', /^\/sys\/recordings cannot .* it is no folder, and none can be made \(E[A-Z]+\)$/],
      [file, 'read', /file cannot hold recordings: it is not a folder$/],
      [path.join(file, 'x'), 'write', /file\/x cannot hold recordings: it is no folder, .* \(ENOTDIR\)$/],
    ] as const) {
      await expect(createRecordingStorage({ kind: 'folder', folder }, can)).rejects.toThrow(why);
    }
    const s3 = { kind: 's3', bucket: 'b', region: 'eu-west-1', temporaryFolder: file } as const;
    await expect(createRecordingStorage(s3, 'write')).rejects.toThrow(`${file} cannot hold recordings`);
    await (await createRecordingStorage(s3, 'read')).close();
  }));
