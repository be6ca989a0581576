import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { newTemporaryFile, sweepTemporaryFiles } from '../../../src/recordings/storage/temporary-files.js';
import { withCleanups } from '../../support/cleanups.js';

const HOUR_MS = 3_600_000;

function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    await use(await opened(mkdtemp(path.join(os.tmpdir(), 'sweep-')), (made) => rm(made, { recursive: true })));
  });
}

/** Makes a file whose last write was so long ago. @returns its path */
function put(file: string, ageMs: number): string {
  writeFileSync(file, 'x');
  const seconds = (Date.now() - ageMs) / 1_000;
  utimesSync(file, seconds, seconds);
  return file;
}

test('each download has a path of its own', () => {
  const paths = new Set(Array.from({ length: 1_000 }, () => newTemporaryFile('/downloads')));
  expect(paths.size).toBe(1_000);
});

test('a file is deleted once nobody has written to it for longer than the age, and not before', () =>
  withFolder(async (folder) => {
    const young = put(newTemporaryFile(folder), HOUR_MS - 60_000);
    const old = put(newTemporaryFile(folder), HOUR_MS + 60_000);
    expect(await sweepTemporaryFiles(folder, HOUR_MS)).toBe(1);
    expect([existsSync(young), existsSync(old)]).toEqual([true, false]);
  }));

test('a file that is no download is left alone, however old', () =>
  withFolder(async (folder) => {
    const names = ['note.txt', 'x.part', `.${path.basename(newTemporaryFile(folder))}`, 'a-b.part.bak'];
    const others = names.map((name) => put(path.join(folder, name), 100 * HOUR_MS));
    expect(await sweepTemporaryFiles(folder, HOUR_MS)).toBe(0);
    expect(others.every((file) => existsSync(file))).toBe(true);
  }));

test('sweeps at the same time delete each file once and none fails', () =>
  withFolder(async (folder) => {
    for (let i = 0; i < 200; i++) put(newTemporaryFile(folder), 2 * HOUR_MS);
    const deleted = await Promise.all([1, 2, 3].map(() => sweepTemporaryFiles(folder, HOUR_MS)));
    expect(deleted.reduce((sum, n) => sum + n)).toBe(200);
    expect(readdirSync(folder)).toEqual([]);
  }));
