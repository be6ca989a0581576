import path from 'node:path';
import { inRepository, repositoryRoot } from '../setup/repository.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';

/** They protect nothing: the recordings are invented, and only show that credentials reach the provider. */
const CREDENTIALS = { user: 'local', password: 'local' };

/**
 * Whether the stand-in for the telephony provider belongs to a stack: where the sample calls do, whose recordings lie
 * there, and where no real provider is named.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function wantsStandIn(env) {
  return !env['RECORDINGS_HOST'] && (!env['DATABASE_URL'] || Boolean(env['SAMPLE_LEADS']));
}

/**
 * Starts the stand-in for the telephony provider and waits until it listens.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.folder state folder
 * @param {import('./process-set.mjs').ProcessSet} options.processes
 * @returns {Promise<{ url: string, settings: NodeJS.ProcessEnv }>} `settings`: with which the product fetches from it
 */
export async function startStandIn({ port, folder, processes }) {
  const { user, password } = CREDENTIALS;
  const provider = startProcess({
    name: 'Provider',
    command: process.execPath,
    args: [
      inRepository('scripts', 'stack', 'recording-provider.mjs'),
      ...['--port', String(port), '--user', user, '--password', password],
    ],
    cwd: repositoryRoot,
    logFile: path.join(folder, 'logs', 'provider.log'),
    started: processes.add,
  });
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  await waitUntilReady(provider, async () => (await fetch(`${url}/-/seen`)).ok);
  const settings = {
    RECORDINGS_HOST: host,
    RECORDINGS_USER: user,
    RECORDINGS_PASSWORD: password,
    RECORDINGS_ALLOW_LOOPBACK: 'true',
  };
  return { url, settings };
}

/**
 * The same for the providers of messages.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function wantsMessagingStandIn(env) {
  const isNamed = Boolean(env['WHATSAPP_API_URL'] || env['TWILIO_API_URL']);
  return !isNamed && (!env['DATABASE_URL'] || Boolean(env['SAMPLE_LEADS']));
}

/**
 * Starts the stand-in for WhatsApp and Twilio and waits until it listens.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.folder state folder
 * @param {import('./process-set.mjs').ProcessSet} options.processes
 * @returns {Promise<{ url: string, settings: NodeJS.ProcessEnv }>} `settings`: with which the product sends to it
 */
export async function startMessagingStandIn({ port, folder, processes }) {
  const provider = startProcess({
    name: 'Messages',
    command: process.execPath,
    args: [inRepository('scripts', 'stack', 'messaging-provider.mjs'), '--port', String(port)],
    cwd: repositoryRoot,
    logFile: path.join(folder, 'logs', 'messages.log'),
    started: processes.add,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(provider, async () => (await fetch(`${url}/-/seen`)).ok);
  return { url, settings: { WHATSAPP_API_URL: `${url}/v23.0`, TWILIO_API_URL: url } };
}
