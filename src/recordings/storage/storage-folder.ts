import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, realpath, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './error-code.js';

const FOLDER_MODE = 0o700;

/** What a process does with the recordings: the worker fetches them, the API plays them. */
export type StorageAccess = 'read' | 'write';

/** A folder that cannot be used as it is; the message says for what, which, and why not. */
export class UnusableFolder extends Error {
  constructor(
    readonly folder: string,
    why: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${folder} cannot hold recordings: ${why}`, options);
    this.name = 'UnusableFolder';
  }
}

/**
 * Makes the folder, readable for its owner alone, where it is missing; a folder that is there keeps its owner and mode.
 * Then tries it, so that a fault is reported when the program starts and not at the first click.
 *
 * @returns its path without links
 * @throws UnusableFolder
 */
export async function prepareFolder(folder: string, can: StorageAccess): Promise<string> {
  const absolute = path.resolve(folder);
  const refused = (what: string) => (cause: unknown) => {
    throw new UnusableFolder(absolute, `${what} (${errorCode(cause) ?? String(cause)})`, { cause });
  };
  await makeFolder(absolute).catch(refused('it is no folder, and none can be made'));
  const real = await realpath(absolute).catch(refused('its path cannot be followed'));
  if (!(await stat(real)).isDirectory()) throw new UnusableFolder(absolute, 'it is not a folder');
  await access(real, constants.R_OK | constants.X_OK).catch(refused('this process may not read it'));
  if (can === 'write') await tryWriting(real).catch(refused('this process may not write to it'));
  return real;
}

/**
 * With the folders above it. Not by one recursive mkdir: where the system answers ENOENT although the folder above is there
 * (all of /proc), Node asks again and again, for ever.
 */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere || folder === path.dirname(folder)) return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder, { mode: FOLDER_MODE }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

/** By doing it: `access` does not see a full disk or all of what a network's file system refuses. */
async function tryWriting(folder: string): Promise<void> {
  const file = path.join(folder, `.written-${randomUUID()}`);
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.write('1');
    await handle.sync();
  } finally {
    await handle.close();
    await unlink(file);
  }
}
