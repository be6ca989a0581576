import { compile, production } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { chooseApplicationPorts, startApplication } from './application.mjs';
import { ProcessSet } from './process-set.mjs';
import { startServices } from './services.mjs';
import { ensureSecret, writeDescription } from './state-folder.mjs';

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
  const processes = await ProcessSet.open(folder, { isThrowAway, say });
  lifetime.defer(
    () => (isThrowAway ? processes.kill() : processes.stop()),
    () => processes.kill(),
  );
  const { signal } = lifetime;
  const ports = await chooseApplicationPorts({ env, hasUsualPorts, say });
  await ensureDependencies({ say, signal });
  if (entryFolder === undefined) await compile(production, { say, signal });
  const secret = await ensureSecret(folder, env);

  say('Starting PostgreSQL, Redis and Temporal ...');
  const services = await startServices({ folder, processes, env, hasUsualPorts, hasUi: true, say, signal });
  say('Starting the API and a worker ...');
  const application = await startApplication({
    ...{ folder, processes, services, env, secret, sampleLeads, ports, say },
    ...(entryFolder === undefined ? {} : { entryFolder }),
  });
  const description = { api: application.api, ...services, pids: processes.pids };
  await writeDescription(folder, description);
  return { description, secret, processes };
}
