import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.mjs';
import { makeFolder } from './make-folder.mjs';
import { makeOwnerFile, removeOwnerFile } from './owner-file.mjs';
import { identityOf, isSameProcess } from './process-identity.mjs';

const SAY_EVERY_MS = 5_000;
const REST_MS = 50;
const MOST_GONE_IN_A_ROW = 40;

/**
 * One at a time across processes: `npm start` and `npm test` of a fresh clone both want to install and to build.
 * The lock of a process that died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {(text: string) => void} say told every five seconds while there is somebody to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, say, work) {
  makeFolder(path.dirname(file));
  const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
  let goneInARow = 0;
  for (let saidAt = -Infinity; !makeOwnerFile(file, mine);) {
    const text = readOwner(file);
    if (text === null) {
      // Given back this very moment; or a name that is taken and leads nowhere, and then it never will be.
      if (++goneInARow > MOST_GONE_IN_A_ROW) throw new LaunchError(`${file} can neither be made nor read: remove it.`);
      await delay(REST_MS);
      continue;
    }
    goneInARow = 0;
    const owner = livingOwner(text);
    if (owner === null) {
      removeOwnerFile(file, text);
      continue;
    }
    if (performance.now() - saidAt > SAY_EVERY_MS) {
      say(`Waiting for another BulkGate command (process ${owner}) ...`);
      saidAt = performance.now();
    }
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
