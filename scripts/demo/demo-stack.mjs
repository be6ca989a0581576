import { compile, production } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { checkSettings } from '../stack/application.mjs';
import { failure } from '../stack/processes.mjs';
import { serviceAddresses } from '../stack/service-settings.mjs';
import { startStack } from '../stack/stack.mjs';
import { withOwnRecordings } from './own-recordings.mjs';
import { takeOwnParts } from './own-services.mjs';

/**
 * A stack with fresh sample data and recordings of its own; on services that are named in `env` it has parts of its own,
 * given back at the end of `lifetime`.
 *
 * @param {object} options
 * @param {import('../stack/lifetime.mjs').Lifetime} options.lifetime
 * @param {() => Promise<string>} options.makeFolder
 * @param {number} options.sampleLeads
 * @param {NodeJS.ProcessEnv} options.env
 * @param {boolean} options.hasUsualPorts
 * @param {(text: string) => void} options.say
 */
export async function startDemoStack({ lifetime, makeFolder, sampleLeads, env: asked, hasUsualPorts, say }) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...withOwnRecordings(asked), SAMPLE_LEADS: String(sampleLeads) };
  if (serviceAddresses.some((variable) => env[variable])) {
    const { signal } = lifetime;
    await ensureDependencies({ say, signal });
    await compile(production, { say, signal });
    // Before parts of services that are somebody's are taken.
    await checkSettings({ env, folder: '', secret: 'not the one that will sign, but as long' });
    Object.assign(env, await takeOwnParts(env, (undo) => lifetime.defer(undo, undo)));
  }
  const folder = await makeFolder();
  return startStack({ lifetime, folder, sampleLeads, env, hasUsualPorts, isThrowAway: true, say });
}

/**
 * Runs the demo's work; a process of the stack that ends meanwhile ends it, and is named.
 *
 * @param {import('../stack/process-set.mjs').ProcessSet} processes
 * @param {Promise<void>} work
 */
export async function whileAllLive(processes, work) {
  const death = processes.firstToDie().then((dead) => {
    throw failure(dead, `has ended in the middle of the demo (${dead.howItEnded()})`);
  });
  await Promise.race([work, death]);
}
