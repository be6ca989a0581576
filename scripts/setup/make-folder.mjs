import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes the folder and what is missing above it. Not by Node's recursive mkdir: where the system answers ENOENT although
 * the folder above is there (all of /proc), that one asks again and again, for ever and deaf to signals.
 *
 * @param {string} folder
 * @throws {NodeJS.ErrnoException} ENOTDIR too where there is something that is no folder
 */
export function makeFolder(folder) {
  /** @type {string[]} */
  const missing = [];
  let at = path.resolve(folder);
  for (; !isThere(at); at = path.dirname(at)) missing.unshift(at);
  if (!statSync(at).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR', path: at });
  for (const step of missing) {
    try {
      mkdirSync(step);
    } catch (error) {
      // Another process was faster.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST' || !isThere(step)) throw error;
    }
  }
}

/** @param {string} file */
function isThere(file) {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Below a file there is nothing.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return false;
    throw error;
  }
}
