import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fileFault } from '../../scripts/setup/file-fault.mjs';
import { withLock } from '../../scripts/setup/lock.mjs';
import { prepareFolder } from '../../src/recordings/storage/storage-folder.js';
import { runProgram } from '../support/run-program.js';

const base = mkdtempSync(path.join(os.tmpdir(), 'bulkgate-folders-'));
afterAll(() => rmSync(base, { recursive: true }));

const file = path.join(base, 'file');
writeFileSync(file, '');

/** Everything that a command says on standard error until it ends by itself. */
async function saidBy(script: string, environment: NodeJS.ProcessEnv) {
  const services = { DATABASE_URL: '', REDIS_URL: '', TEMPORAL_ADDRESS: '' };
  const { code, stderr } = await runProgram(`scripts/${script}`, [], { ...services, ...environment });
  return { code, said: stderr.trim().split('\n') };
}

test.each([
  ['a file', file, `${file} cannot be used: it is not a folder (ENOTDIR). STATE_DIR names the folder.`],
  [
    'below a file',
    `${file}/state`,
    `${file} cannot be used: it is not a folder (ENOTDIR). STATE_DIR names the folder.`,
  ],
  ['under /proc', '/proc/bulkgate/state', /^\/proc\/bulkgate cannot be used: .* STATE_DIR names the folder\.$/],
  [
    'in a place that can only be read',
    '/sys/bulkgate',
    /^\/sys\/bulkgate cannot be used: .* STATE_DIR names the folder\.$/,
  ],
])('a state folder that is %s is one sentence, at once', async (_, folder, sentence) => {
  const { code, said } = await saidBy('start.mjs', { STATE_DIR: folder });
  expect(said).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
  expect(code).toBe(1);
});

test('a folder for temporary files that is missing is one sentence, too', async () => {
  const { said } = await saidBy('demo.mjs', { TMPDIR: '/nowhere' });
  expect(said).toEqual([expect.stringMatching(/^\/nowhere cannot be used: there is no such folder.*TMPDIR/)]);
});

test('a lock whose folder can never be made is one sentence, too', async () => {
  const error: unknown = await withLock(
    '/proc/bulkgate/lock',
    () => undefined,
    () => Promise.resolve(),
  ).catch((thrown: unknown) => thrown);
  expect(fileFault(error, { XDG_CACHE_HOME: '/proc/bulkgate' })).toMatch(
    /^\/proc\/bulkgate cannot .* XDG_CACHE_HOME names the folder\.$/,
  );
});

test('a full disk is said in words, and another error is none of a file', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/data/x' });
  expect(fileFault(full, { STATE_DIR: '/data' })).toBe(
    '/data/x cannot be used: the disk is full (ENOSPC). STATE_DIR names the folder.',
  );
  expect(fileFault(new TypeError('x'))).toBeNull();
});

test('recordings under /proc are refused by the program itself', async () => {
  await expect(prepareFolder('/proc/bulkgate/recordings', 'write')).rejects.toThrow(
    '/proc/bulkgate/recordings cannot hold recordings',
  );
});
