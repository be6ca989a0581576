import { randomUUID } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { nullOn } from './error-code.js';

const NAME = /^[0-9a-f-]{36}\.part$/;

/** A path for the file of one download; no other download gets the same. @param folder a storage's `temporaryFolder` */
export function newTemporaryFile(folder: string): string {
  return path.join(folder, `${randomUUID()}.part`);
}

/**
 * Deletes the files of downloads whose process died. The age alone decides, since several machines may share the folder
 * and none sees the processes of another.
 *
 * @param maxAgeMs since the last write; longer than a download and the storing of its file can take
 * @returns how many files it deleted
 */
export async function sweepTemporaryFiles(folder: string, maxAgeMs: number): Promise<number> {
  let deleted = 0;
  for (const name of await readdir(folder)) {
    if (NAME.test(name) && (await deleteOlderThan(maxAgeMs, path.join(folder, name)))) deleted++;
  }
  return deleted;
}

/** @returns false also where another process was faster */
async function deleteOlderThan(maxAgeMs: number, file: string): Promise<boolean> {
  const found = await nullOn(['ENOENT'], lstat(file));
  if (found === null || Date.now() - found.mtimeMs <= maxAgeMs) return false;
  const deleted = unlink(file).then(() => true);
  return (await nullOn(['ENOENT'], deleted)) ?? false;
}
