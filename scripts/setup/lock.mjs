import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from './make-folder.mjs';
import { identityOf, isSameProcess } from './process-identity.mjs';

const SAY_EVERY_MS = 5_000;

/**
 * Tries to take a lock between processes. Each one makes a file of its own beside `file` and then looks for others; who sees
 * none of a living process has the lock. Two at the same moment see each other, and neither has it. The file of a process
 * that died is removed by anybody: no other process will ever have its name, so that nothing newer can be removed by mistake.
 *
 * @param {string} file
 * @returns {{ release: () => void } | { heldBy: number }} `heldBy`: the process that has it, or was there at the same moment
 */
export function tryLock(file) {
  makeFolder(path.dirname(file));
  const identity = encodeURIComponent(identityOf(process.pid) ?? '');
  const mine = `${file}.${process.pid}.${identity}.${randomBytes(4).toString('hex')}`;
  const release = () => rmSync(mine, { force: true });
  writeFileSync(mine, '', { mode: 0o600 });
  for (const name of readdirSync(path.dirname(file))) {
    const other = path.join(path.dirname(file), name);
    const [pid, noted] = other.startsWith(`${file}.`) ? other.slice(file.length + 1).split('.') : [];
    if (noted === undefined || other === mine) continue;
    if (isSameProcess({ pid: Number(pid), identity: decodeURIComponent(noted) })) {
      release();
      return { heldBy: Number(pid) };
    }
    rmSync(other, { force: true });
  }
  return { release };
}

/**
 * One at a time across processes: `npm start` and `npm test` of a fresh clone both want to install and to build.
 *
 * @template T
 * @param {string} file
 * @param {(text: string) => void} say told every five seconds while there is a process to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, say, work) {
  for (let saidAt = -Infinity; ;) {
    const lock = tryLock(file);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (performance.now() - saidAt > SAY_EVERY_MS) {
      say(`Waiting for another BulkGate command (process ${lock.heldBy}) ...`);
      saidAt = performance.now();
    }
    // Random, so that two that came at the same moment do not do so again.
    await delay(50 + Math.random() * 200);
  }
}
