import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { tryLock, withLock } from '../../scripts/setup/lock.mjs';
import { identityOf } from '../../scripts/setup/process-identity.mjs';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

const taken = (lock: ReturnType<typeof tryLock>): boolean => 'release' in lock;

describe('a lock', () => {
  test('is held by one, and names the process that has it', () => {
    const first = tryLock(file);
    expect(taken(first)).toBe(true);
    expect(tryLock(file)).toEqual({ heldBy: process.pid });
    if ('release' in first) first.release();
    expect(taken(tryLock(file))).toBe(true);
  });

  test('is not that of a file whose name begins like it', async () => {
    expect(taken(tryLock(`${file}-test`))).toBe(true);
    expect(taken(tryLock(file))).toBe(true);
    expect(await readdir(folder)).toHaveLength(2);
  });

  test.each([
    ['died', 2 ** 22 + 1, '1'],
    ['died and whose number another process has', process.ppid, 'another-moment'],
  ])('of a process that %s is taken over', async (_, pid, identity) => {
    await writeFile(`${file}.${pid}.${identity}.0a0b0c0d`, '');
    expect(taken(tryLock(file))).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('of a process that lives is not taken over', async () => {
    const theirs = `lock.${process.ppid}.${identityOf(process.ppid)}.0a0b0c0d`;
    await writeFile(path.join(folder, theirs), '');
    expect(tryLock(file)).toEqual({ heldBy: process.ppid });
    expect(await readdir(folder)).toEqual([theirs]);
  });

  test('that several wait for is held by one at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await delay(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 3 }, () => withLock(file, () => undefined, work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
