import os from 'node:os';
import path from 'node:path';
import { inRepository } from './repository.mjs';

/** @type {Readonly<Record<string, string>>} */
const WHY = {
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'it can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder, and none can be made there',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
};

/**
 * What the system refused to do with a file, in one sentence with the variable that leads there; null for any other error.
 *
 * @param {unknown} error
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function fileFault(error, env = process.env) {
  const { code, path: file } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  const why = WHY[code ?? ''];
  if (why === undefined || file === undefined) return null;
  const name = variableOf(file, env);
  return `${file} cannot be used: ${why} (${code}).${name === null ? '' : ` ${name} names the folder.`}`;
}

/** @param {string} file @param {NodeJS.ProcessEnv} env */
function variableOf(file, env) {
  const folders = /** @type {const} */ ([
    ['STATE_DIR', env['STATE_DIR'] || inRepository('.local')],
    ['RECORDINGS_FOLDER', env['RECORDINGS_FOLDER']],
    ['TMPDIR', os.tmpdir()],
    [env['XDG_CACHE_HOME'] ? 'XDG_CACHE_HOME' : 'HOME', env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache')],
  ]);
  for (const [name, folder] of folders) {
    // A fault may lie above the folder as well: what is to hold it is a file.
    if (folder && (isBelow(file, folder) || isBelow(folder, file))) return name;
  }
  return null;
}

/** @param {string} file @param {string} folder */
function isBelow(file, folder) {
  const relative = path.relative(path.resolve(folder), path.resolve(file));
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}
