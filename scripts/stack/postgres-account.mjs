import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError } from '../setup/launch-error.mjs';
import { isAlive } from '../setup/process-identity.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { makePrivateFolder } from './private-folder.mjs';

/** @typedef {{ uid: number, gid: number }} Account */

// Everyone may pass through these two and only root may write to them, unlike /tmp.
const PROGRAMS_FOR_ALL = '/var/cache/bulkgate';
const DATA_FOR_ALL = '/var/lib/bulkgate';

/**
 * The account PostgreSQL runs under: it refuses root. `postgres` where the machine has that user, else `nobody`, which
 * every machine has (a user made for us would stay behind). Null for an ordinary person, who runs it as herself.
 *
 * @returns {Promise<Account | null>}
 */
export async function postgresAccount() {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new LaunchError('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as.');
}

/**
 * PostgreSQL's programs where the account can reach them: root's own folders (a clone under /root) are closed to others,
 * and then a copy is used.
 *
 * @param {string} installation the folder with bin, lib and share
 * @param {string} version names the copy
 * @param {Account | null} account
 * @returns {Promise<string>} the folder to use
 */
export async function reachableInstallation(installation, version, account) {
  if (account === null || (await may(account, '-x', path.join(installation, 'bin', 'postgres')))) return installation;
  const copy = path.join(PROGRAMS_FOR_ALL, `postgres-${version}`);
  if (!(await may(account, '-x', path.join(copy, 'bin', 'postgres')))) {
    const unfinished = path.join(PROGRAMS_FOR_ALL, `unfinished-${process.pid}-${version}`);
    await mkdir(PROGRAMS_FOR_ALL, { recursive: true });
    await chmod(PROGRAMS_FOR_ALL, 0o755);
    await sweepUnfinishedCopies(PROGRAMS_FOR_ALL);
    await cp(installation, unfinished, { recursive: true, verbatimSymlinks: true });
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy);
  }
  return copy;
}

/**
 * Copies that were stopped in the middle: their names have the number of a process that is gone.
 *
 * @param {string} programs
 */
export async function sweepUnfinishedCopies(programs) {
  for (const name of await readdir(programs)) {
    const pid = /^unfinished-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(path.join(programs, name), { recursive: true });
  }
}

/**
 * A folder that belongs to the account, at `wanted` or, where the account cannot reach that, elsewhere with a link at
 * `wanted`.
 *
 * @param {string} wanted
 * @param {Account | null} account
 * @returns {Promise<string>} the real folder
 */
export async function ownedFolder(wanted, account) {
  const linked = await readlink(wanted).catch(() => null);
  if (linked !== null) {
    await makeOwned(linked, account);
    return linked;
  }
  await makeOwned(wanted, account);
  if (account === null || (await may(account, '-w', wanted))) return wanted;

  const elsewhere = path.join(DATA_FOR_ALL, `postgres-${randomBytes(6).toString('hex')}`);
  await makeOwned(elsewhere, account);
  await chmod(DATA_FOR_ALL, 0o755);
  await rm(wanted, { recursive: true });
  await symlink(elsewhere, wanted);
  return elsewhere;
}

/**
 * @param {string} folder
 * @param {Account | null} account
 */
async function makeOwned(folder, account) {
  await makePrivateFolder(folder);
  if (account !== null) await chown(folder, account.uid, account.gid);
}

/**
 * Removes such a folder, also where it is a link to one elsewhere.
 *
 * @param {string} wanted
 */
export async function removeOwnedFolder(wanted) {
  const linked = await readlink(wanted).catch(() => null);
  if (linked !== null && path.dirname(linked) === DATA_FOR_ALL) await rm(linked, { recursive: true, force: true });
  await rm(wanted, { recursive: true, force: true });
}

/**
 * Asked of the system itself, as that account: modes of all parents, groups and access lists count.
 *
 * @param {Account} account
 * @param {'-x' | '-w'} right
 * @param {string} file
 */
async function may(account, right, file) {
  return (await runCommand('/usr/bin/test', [right, file], { ...account, cwd: '/' })).code === 0;
}
