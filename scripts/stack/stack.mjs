import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { compile, production } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { tryLock, withLock } from '../setup/lock.mjs';
import { makeFolder } from '../setup/make-folder.mjs';
import { withProgressMessages } from '../setup/progress-messages.mjs';
import { inRepository } from '../setup/repository.mjs';
import { checkSettings, chooseApplicationPorts, startApplication } from './application.mjs';
import { removeStateAtEnd } from './process-group.mjs';
import { ProcessSet } from './process-set.mjs';
import { startServices } from './services.mjs';
import { ensureSecret, readDescription, writeDescription } from './state-folder.mjs';

/** A cluster that was just made has 60 MB, its write-ahead log grows at once, and Temporal and Redis write as well. */
const LEAST_ROOM_BYTES = 300 * 1024 * 1024;
/** Two launchers at the same moment refuse each other; one comes through at the next attempt. */
const CLAIM_ATTEMPTS = 3;

/**
 * @typedef {object} RunningStack
 * @property {import('./state-folder.mjs').StackDescription} description
 * @property {string} secret signs tokens
 * @property {ProcessSet} processes
 */

/**
 * Brings up the whole system: installs and compiles what is missing, starts services, API and worker, writes stack.json.
 * Whatever was started is taken down at the end of `lifetime`, also when this does not get to its end.
 *
 * @param {object} options
 * @param {import('./lifetime.mjs').Lifetime} options.lifetime
 * @param {string} options.folder state folder
 * @param {number} options.sampleLeads
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.isThrowAway]
 * @param {boolean} [options.hasUsualPorts]
 * @param {(text: string) => void} [options.say]
 * @param {string} [options.entryFolder] a compiled program other than dist/
 * @returns {Promise<RunningStack>}
 */
export async function startStack({
  lifetime,
  folder,
  sampleLeads,
  env = process.env,
  isThrowAway = false,
  hasUsualPorts = true,
  say = console.log,
  entryFolder,
}) {
  makeFolder(folder);
  await claimFolder(lifetime, folder);
  removeStateAtEnd(lifetime, folder, { isThrowAway });
  await assertRoom(folder);
  const processes = new ProcessSet();
  lifetime.defer(() =>
    withProgressMessages('Stopping', say, () => (isThrowAway ? processes.kill() : processes.stop())),
  );
  // Once before the minutes that an installation may take, so that a port that is taken is told at once.
  await chooseApplicationPorts({ env, hasUsualPorts: false, say });
  await ensureDependencies(say);
  if (entryFolder === undefined) await compile(production, say);
  const secret = await ensureSecret(folder, env);
  await checkSettings({ env, folder, secret, entryFolder });

  const bringUp = async () => {
    const services = await withProgressMessages('Starting PostgreSQL, Redis and Temporal', say, () =>
      startServices({ folder, processes, env, hasUsualPorts, hasUi: true, say }),
    );
    const application = await withProgressMessages(
      'Migrating, making sample data, starting the API and a worker',
      say,
      () =>
        startApplication({ folder, processes, services, env, secret, sampleLeads, hasUsualPorts, say, entryFolder }),
    );
    return { services, application };
  };
  // Two that start at the same moment would both find the usual ports free, and the probe of one be answered by the other.
  const { services, application } = hasUsualPorts
    ? await withLock(inRepository('.local', 'locks', 'usual-ports'), say, bringUp)
    : await bringUp();
  const description = { ...application, ...services, pids: processes.pids };
  await writeDescription(folder, description);
  return { description, secret, processes };
}

/**
 * One launcher at a time on a state folder.
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string} folder
 */
async function claimFolder(lifetime, folder) {
  for (let attempt = 1; ; attempt += 1) {
    const lock = tryLock(path.join(folder, 'launcher'));
    if ('release' in lock) {
      lifetime.defer(async () => lock.release());
      return;
    }
    if (attempt === CLAIM_ATTEMPTS) {
      const description = await readDescription(folder);
      throw new LaunchError(
        `A stack is already running on ${folder} (process ${lock.heldBy})${description === null ? '' : `: ${description.api}`}.\n` +
          'Stop it with Ctrl-C where it runs, or start a second one beside it: STATE_DIR=.local-2 npm start',
      );
    }
    await delay(Math.random() * 200);
  }
}

/**
 * Services on a full disk end in ways of their own, each with a page of output.
 *
 * @param {string} folder
 */
async function assertRoom(folder) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= LEAST_ROOM_BYTES) return;
  const megabytes = (/** @type {number} */ bytes) => Math.floor(bytes / 1024 / 1024);
  throw new LaunchError(
    `The disk of ${folder} is full: ${megabytes(bavail * bsize)} MB are left, and a stack needs ` +
      `${megabytes(LEAST_ROOM_BYTES)}. STATE_DIR names another folder.`,
  );
}
