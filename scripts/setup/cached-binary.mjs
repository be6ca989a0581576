import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { makeFolder } from './make-folder.mjs';

const UNFINISHED = 'unfinished-';

/**
 * A folder of the user's cache, shared by all checkouts.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(name, env = process.env) {
  return path.join(env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'bulkgate', name);
}

/**
 * The binary at that path, which is made when there is none that runs. One command makes it while others wait. It gets its
 * name only when it is whole and was seen to run, so that an installation that is killed leaves no broken cache.
 *
 * @param {string} file alone in its folder
 * @param {object} options
 * @param {(text: string) => void} options.say
 * @param {(file: string) => Promise<boolean>} options.doesRun
 * @param {(target: string) => Promise<void>} options.fill leaves a binary at the path it is given, or throws
 * @returns {Promise<string>} the path
 */
export async function cachedBinary(file, { say, doesRun, fill }) {
  if (await doesRun(file)) return file;
  const folder = path.dirname(file);
  return withLock(`${folder}.lock`, say, async () => {
    if (await doesRun(file)) return file;
    await sweepUnfinished(folder);
    makeFolder(folder);
    const unfinished = await mkdtemp(path.join(folder, UNFINISHED));
    try {
      const target = path.join(unfinished, path.basename(file));
      await fill(target);
      if (!(await doesRun(target))) throw new Error('what came does not run on this machine');
      await rename(target, file);
      return file;
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

/**
 * What a command that was stopped in the middle has left. Under the lock, so that no other command is using it.
 *
 * @param {string} folder
 */
async function sweepUnfinished(folder) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(unfinished.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}
