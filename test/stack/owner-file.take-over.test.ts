import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withLock } from '../../scripts/setup/lock.mjs';
import { makeOwnerFile, removeOwnerFile } from '../../scripts/setup/owner-file.mjs';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'owner-file-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

const dead = JSON.stringify({ pid: 2 ** 22 + 1, identity: '1' });

describe('the file of an owner', () => {
  test('is made by one only', async () => {
    expect([makeOwnerFile(file, 'first'), makeOwnerFile(file, 'second')]).toEqual([true, false]);
    expect(await readFile(file, 'utf8')).toBe('first');
  });

  test('that died is removed by one only: the slower one leaves what the faster one has made anew', async () => {
    await writeFile(file, dead);
    // Both have read the dead owner.
    expect(removeOwnerFile(file, dead)).toBe(true);
    expect(makeOwnerFile(file, 'the faster one')).toBe(true);
    expect(removeOwnerFile(file, dead)).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('the faster one');
    expect(await readdir(folder)).toEqual(['lock']);
  });

  test('that is gone already is nobody’s fault', () => {
    expect(removeOwnerFile(file, dead)).toBe(false);
  });
});

test('a lock whose owner died is held by one at a time again', async () => {
  await writeFile(file, dead);
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
