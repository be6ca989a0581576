import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @typedef {{ pid: number, identity: string | null }} ProcessName */

/**
 * Tells one process from a later one with the same number: the moment it was started, as the system notes it. Null when no
 * such process lives. A zombie counts as dead: in a container without an init nobody collects it.
 *
 * @param {number} pid
 * @returns {string | null}
 */
export function identityOf(pid) {
  if (process.platform === 'linux') {
    try {
      // The second field is the program's name in brackets and may itself hold blanks and brackets.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').slice(-1)[0]?.split(' ') ?? [];
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  return identityOf(pid) !== null;
}

/**
 * Whether the process that was noted still lives, and is not another that got its number.
 *
 * @param {ProcessName} noted
 */
export function isSameProcess({ pid, identity }) {
  return identity !== null && identityOf(pid) === identity;
}
