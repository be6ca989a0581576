import { statfs } from 'node:fs/promises';
import { compile, production } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { withLock } from '../setup/lock.mjs';
import { makeFolder } from '../setup/make-folder.mjs';
import { withSignOfLife } from '../setup/sign-of-life.mjs';
import { inRepository } from '../setup/repository.mjs';
import { checkSettings, chooseApplicationPorts, startApplication } from './application.mjs';
import { ProcessSet } from './process-set.mjs';
import { startServices } from './services.mjs';
import { ensureSecret, writeDescription } from './state-folder.mjs';

/** A cluster that was just made has 60 MB, its write-ahead log grows at once, and Temporal and Redis write as well. */
const LEAST_ROOM_BYTES = 300 * 1024 * 1024;

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
  await assertRoom(folder);
  const processes = await ProcessSet.open(folder, { isThrowAway, say });
  lifetime.defer(
    () => withSignOfLife('stopping', say, () => (isThrowAway ? processes.kill() : processes.stop())),
    () => processes.kill(),
  );
  const { signal } = lifetime;
  // Once before the minutes that an installation may take, so that a port that is taken is told at once.
  await chooseApplicationPorts({ env, hasUsualPorts: false, say });
  await ensureDependencies({ say, signal });
  if (entryFolder === undefined) await compile(production, { say, signal });
  const secret = await ensureSecret(folder, env);
  await checkSettings({ env, folder, secret, ...(entryFolder === undefined ? {} : { entryFolder }) });

  const bringUp = async () => {
    say('Starting PostgreSQL, Redis and Temporal ...');
    const services = await withSignOfLife('starting the services', say, () =>
      startServices({ folder, processes, env, hasUsualPorts, hasUi: true, say, signal }),
    );
    say('Starting the API and a worker ...');
    const application = await withSignOfLife('migrating, making sample data, starting the programs', say, () =>
      startApplication({
        ...{ folder, processes, services, env, secret, sampleLeads, hasUsualPorts, say },
        ...(entryFolder === undefined ? {} : { entryFolder }),
      }),
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
