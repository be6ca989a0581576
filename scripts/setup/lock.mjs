import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeOwnerFile, removeOwnerFile } from './owner-file.mjs';
import { identityOf, isSameProcess } from './process-identity.mjs';

/**
 * One at a time across processes: `npm start` and `npm test` of a fresh clone both want to install and to build.
 * The lock of a process that died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {(text: string) => void} say told once when there is somebody to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, say, work) {
  await mkdir(path.dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
  for (let hasSaid = false; !makeOwnerFile(file, mine);) {
    const text = readOwner(file);
    if (text === null) continue;
    const owner = livingOwner(text);
    if (owner === null) {
      removeOwnerFile(file, text);
      continue;
    }
    if (!hasSaid) say(`Waiting for another BulkGate command (process ${owner}) ...`);
    hasSaid = true;
    await delay(500);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {string | null} null when it has just been given back
 */
function readOwner(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {number | null} null when nobody who lives holds it
 */
function livingOwner(text) {
  try {
    const owner = JSON.parse(text);
    return isSameProcess(owner) ? owner.pid : null;
  } catch {
    return null;
  }
}
