import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isSameProcess } from '../stack/process-identity.mjs';

/** An owner writes its name in the same moment it makes the file; an older nameless file is of one that was killed between. */
const NAMELESS_AFTER_MS = 10_000;

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
  for (let hasSaid = false; ;) {
    try {
      await writeFile(file, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const owner = await ownerOf(file);
    if (owner === null) {
      await rm(file, { force: true });
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
 * @returns {Promise<string | null>} who holds it, or null when nobody who lives does
 */
async function ownerOf(file) {
  try {
    const text = await readFile(file, 'utf8');
    if (text === '') return Date.now() - (await stat(file)).mtimeMs > NAMELESS_AFTER_MS ? null : 'just starting';
    const owner = JSON.parse(text);
    return isSameProcess(owner) ? String(owner.pid) : null;
  } catch {
    return null;
  }
}
