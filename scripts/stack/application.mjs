import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError, usageError } from '../setup/launch-error.mjs';
import { inRepository, repositoryRoot } from '../setup/repository.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { choosePort } from './ports.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';
import { settingsThatApply } from './service-settings.mjs';
import { allOrFirstFault } from './services.mjs';
import { programVariables, usualPorts } from './settings.mjs';
import { makeSampleChannels } from './sample-channels.mjs';
import { startMessagingStandIn, startStandIn, wantsMessagingStandIn, wantsStandIn } from './stand-in.mjs';

/** @typedef {{ api: string, recordingProvider: string | null, messagingProvider: string | null }} RunningApplication */

const DEFAULT_SAMPLE_LEADS = 5000;
/** Of each business. */
const SAMPLE_RECEIPTS = '40';
/** Addresses under which nobody else reaches the API. */
const ONLY_THIS_MACHINE = ['127.0.0.1', 'localhost', '::1'];

/**
 * Migrates, makes sample data the first time, and starts one API, one worker and what their recordings come from.
 *
 * @param {object} options
 * @param {string} options.folder state folder
 * @param {import('./process-set.mjs').ProcessSet} options.processes
 * @param {import('./services.mjs').ServiceAddresses} options.services
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.secret
 * @param {number} options.sampleLeads
 * @param {boolean} options.hasUsualPorts
 * @param {(text: string) => void} options.say
 * @param {string | undefined} [options.entryFolder] the compiled program
 * @returns {Promise<RunningApplication>}
 */
export async function startApplication(options) {
  const { folder, processes, services, entryFolder = inRepository('dist') } = options;
  const ports = await chooseApplicationPorts(options);
  const standIn = wantsStandIn(options.env) ? await startStandIn({ port: ports.provider, folder, processes }) : null;
  const messages = wantsMessagingStandIn(options.env)
    ? await startMessagingStandIn({ port: ports.messages, folder, processes })
    : null;
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...localSettings(options),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_NAMESPACE: services.temporalNamespace,
    ...(services.temporalUi === null ? {} : { TEMPORAL_UI_URL: services.temporalUi }),
    HOST: ports.host,
    PORT: String(ports.api),
    METRICS_PORT: String(ports.apiMetrics),
    WORKER_HEALTH_PORT: String(ports.workerHealth),
    WORKER_METRICS_PORT: String(ports.workerMetrics),
    ...standIn?.settings,
    ...messages?.settings,
  };

  // New ones with each start: nobody needs to know them. Logins of a database named in the environment are not ours to make;
  // there the programs take on their roles after they have logged in.
  const passwords = options.env['DATABASE_URL'] ? null : { api: randomPassword(), worker: randomPassword() };
  await runStep('The migration of the database', [path.join(entryFolder, 'bin', 'migrate.js')], {
    ...env,
    ...(passwords === null ? {} : { DATABASE_API_PASSWORD: passwords.api, DATABASE_WORKER_PASSWORD: passwords.worker }),
  });
  await makeSampleData(options, env, entryFolder);
  if (standIn !== null) await makeSampleCalls(standIn.url, env, entryFolder);

  const reachable = ports.host === '0.0.0.0' || ports.host === '::' ? '127.0.0.1' : ports.host;
  const url = `http://${reachable}:${ports.api}`;
  const start = (/** @type {string} */ name, /** @type {'api' | 'worker'} */ program) => {
    const login = passwords && loginAs(services.databaseUrl, `bulkgate_${program}`, passwords[program]);
    return startProcess({
      name,
      command: process.execPath,
      args: [path.join(entryFolder, 'bin', `${program}.js`)],
      cwd: repositoryRoot,
      env: {
        ...env,
        ...(login === null ? {} : { DATABASE_URL: login }),
        // Where the stand-in for Twilio calls back. The API's own stays as it is: it says from where browsers may come.
        ...(program === 'worker' && messages !== null && !env['PUBLIC_ORIGIN'] ? { PUBLIC_ORIGIN: url } : {}),
      },
      logFile: path.join(folder, 'logs', `${program}.log`),
      started: processes.add,
    });
  };
  const api = start('API', 'api');
  const worker = start('Worker', 'worker');
  await allOrFirstFault([
    waitUntilReady(api, () => isReady(url)),
    waitUntilReady(worker, () => isReady(`http://${reachable}:${ports.workerHealth}`)),
  ]);
  if (messages !== null) await makeSampleChannels({ api: url, provider: messages.url, secret: options.secret });
  return { api: url, recordingProvider: standIn?.url ?? null, messagingProvider: messages?.url ?? null };
}

/**
 * What a local stack runs under, whatever its services and ports turn out to be.
 *
 * @param {{ env: NodeJS.ProcessEnv, folder: string, secret: string }} options
 * @returns {NodeJS.ProcessEnv}
 */
function localSettings({ env, folder, secret }) {
  return {
    ...programVariables,
    ...settingsThatApply(env),
    // Shared key, plain HTTP, documentation for all, a login for all: on this machine only. Tokens are signed with the key of this stack.
    BULKGATE_MODE: 'local',
    JWKS_URL: '',
    JWT_SECRET: secret,
    DOCS_PUBLIC: 'true',
    SAMPLE_USERS: env['SAMPLE_USERS'] || String(ONLY_THIS_MACHINE.includes(env['HOST'] || '127.0.0.1')),
    CHANNEL_KEYS: env['CHANNEL_KEYS'] || (env['CHANNEL_KEYS_FILE'] ? '' : channelKeyOf(secret)),
    RECORDINGS_FOLDER: env['RECORDINGS_FOLDER'] || path.join(folder, 'recordings'),
  };
}

/**
 * A key for the secrets of channels that stays the same as long as the stack does.
 *
 * @param {string} secret of the stack
 */
function channelKeyOf(secret) {
  return `local:${createHmac('sha256', secret).update('channel keys').digest('base64')}`;
}

/**
 * Asks the product what it would refuse of this environment, before anything is started with it.
 *
 * @param {{ env: NodeJS.ProcessEnv, folder: string, secret: string, entryFolder?: string | undefined }} options
 * @throws {LaunchError} in the words of the API and the worker
 */
export async function checkSettings({ entryFolder = inRepository('dist'), ...options }) {
  const env = {
    // For the services that are yet to be started.
    DATABASE_URL: 'postgres://localhost/none',
    REDIS_URL: 'redis://localhost',
    ...withoutEmpty(localSettings(options)),
  };
  const program = path.join(entryFolder, 'bin', 'check-settings.js');
  const { code, output } = await runCommand(process.execPath, [program], { cwd: repositoryRoot, env });
  if (code !== 0) throw usageError(output.trim());
}

/** @param {NodeJS.ProcessEnv} env */
function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/**
 * The ports of the API, the worker and the provider's stand-in; a port that a person asked for and that is taken is an error.
 *
 * @param {{ env: NodeJS.ProcessEnv, hasUsualPorts: boolean, say: (text: string) => void }} options
 */
export async function chooseApplicationPorts({ env, hasUsualPorts, say }) {
  const host = env['HOST'] || '127.0.0.1';
  /** @type {(what: string, variable: string, usual: number, at?: string) => Promise<number>} */
  const choose = (what, variable, usual, at = host) =>
    choosePort({ what, variable, env, usual: hasUsualPorts ? usual : null, host: at, say });
  return {
    host,
    api: await choose('the API', 'PORT', usualPorts.api),
    apiMetrics: await choose("the API's metrics", 'METRICS_PORT', usualPorts.apiMetrics),
    workerHealth: await choose("the worker's health", 'WORKER_HEALTH_PORT', usualPorts.workerHealth),
    workerMetrics: await choose("the worker's metrics", 'WORKER_METRICS_PORT', usualPorts.workerMetrics),
    provider: await choose('recordings', 'RECORDING_PROVIDER_PORT', usualPorts.recordingProvider, '127.0.0.1'),
    messages: await choose('messages', 'MESSAGING_PROVIDER_PORT', usualPorts.messagingProvider, '127.0.0.1'),
  };
}

/**
 * How many sample leads business 1 is to have.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function sampleLeadsOf(env) {
  const text = env['SAMPLE_LEADS'];
  if (!text) return DEFAULT_SAMPLE_LEADS;
  if (!/^\d{1,8}$/.test(text)) throw usageError(`SAMPLE_LEADS must be a whole number of leads, not "${text}".`);
  return Number(text);
}

/**
 * Once for each data folder: who deleted the sample leads does not want them back with the next start. A database named in
 * the environment gets made-up people only when SAMPLE_LEADS asks for them.
 *
 * @param {{ folder: string, sampleLeads: number, env: NodeJS.ProcessEnv, say: (text: string) => void }} options
 * @param {NodeJS.ProcessEnv} env
 * @param {string} entryFolder
 */
async function makeSampleData({ folder, sampleLeads, env: asked, say }, env, entryFolder) {
  const isOurDatabase = !asked['DATABASE_URL'];
  const mark = path.join(folder, 'postgres', 'sample-data-made');
  if (isOurDatabase ? existsSync(mark) : !asked['SAMPLE_LEADS']) return;
  say(`Making sample data: ${sampleLeads.toLocaleString('en')} leads of business 1, 500 of business 2 ...`);
  await runStep(
    'Making sample data',
    [path.join(entryFolder, 'bin', 'sample-data.js'), '--leads', String(sampleLeads), '--receipts', SAMPLE_RECEIPTS],
    env,
  );
  if (isOurDatabase) await writeFile(mark, `${sampleLeads}\n`);
}

/**
 * Each time: the stand-in may have another port than last time, and recordings that lie nowhere are of no use.
 *
 * @param {string} recordingsUrl
 * @param {NodeJS.ProcessEnv} env
 * @param {string} entryFolder
 */
async function makeSampleCalls(recordingsUrl, env, entryFolder) {
  const noLeads = ['--leads', '0', '--business-two', '0'];
  const args = [path.join(entryFolder, 'bin', 'sample-data.js'), ...noLeads, '--recordings-url', recordingsUrl];
  await runStep('Making sample calls', args, env);
}

/**
 * @param {string} what
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function runStep(what, args, env) {
  const { code, output } = await runCommand(process.execPath, args, { cwd: repositoryRoot, env });
  if (code !== 0) throw new LaunchError(`${what} failed:\n${output.trim().replace(/^/gm, '  | ')}`);
}

function randomPassword() {
  return randomBytes(24).toString('base64url');
}

/**
 * @param {string} databaseUrl
 * @param {string} role
 * @param {string} password
 */
function loginAs(databaseUrl, role, password) {
  return Object.assign(new URL(databaseUrl), { username: role, password }).href;
}

/** @param {string} base */
async function isReady(base) {
  const answer = await fetch(`${base}/health/ready`, { signal: AbortSignal.timeout(3000) });
  await answer.body?.cancel();
  return answer.ok;
}
