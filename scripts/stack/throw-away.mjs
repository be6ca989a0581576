import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { removeStateAtEnd } from './process-group.mjs';
import { ProcessSet } from './process-set.mjs';
import { startServices } from './services.mjs';
import { launcherVariables, productVariables, programVariables } from './settings.mjs';

/**
 * A new folder for state that nobody needs afterwards.
 *
 * @param {string} purpose for its name
 */
export async function makeThrowAwayFolder(purpose) {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), `bulkgate-${purpose}-`));
  // mkdtemp closes it to others, and PostgreSQL, which under root runs as somebody else, must pass through it. What is
  // secret in it is closed by itself.
  await chmod(folder, 0o711);
  return folder;
}

/** For tests and measurements, which ask often. That the limits refuse is shown by tests that set their own. */
export const raisedLimits = {
  STARTS_PER_MINUTE: '1000000',
  REQUESTS_PER_MINUTE: '1000000',
  BUSINESS_STARTS_PER_MINUTE: '1000000',
  BUSINESS_REQUESTS_PER_MINUTE: '1000000',
  FAILED_AUTHENTICATIONS_PER_MINUTE: '1000000',
  MAX_LIVE_JOBS_PER_BUSINESS: '10000',
  MAX_UPLOADS_PER_BUSINESS: '1000',
  MAX_IMPORTS_PER_BUSINESS: '1000',
  MAX_STREAMS_PER_CREDENTIAL: '10000',
  MAX_PLAYS_PER_CREDENTIAL: '10000',
  MAX_PLAYS_PER_BUSINESS: '10000',
  UNKNOWN_CALLS_PER_MINUTE: '1000000',
  WEBHOOKS_PER_MINUTE: '1000000',
};

/**
 * A place for a run of the tests or a measurement, until the end of `lifetime`.
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string} purpose for the name of the folder
 * @returns {Promise<ThrowAway>}
 *
 * @typedef {object} ThrowAway
 * @property {NodeJS.ProcessEnv} env this process's environment with no setting of ours but those of the run
 * @property {string} folder
 * @property {ProcessSet} processes
 */
export async function makeThrowAway(lifetime, purpose) {
  const folder = await makeThrowAwayFolder(purpose);
  removeStateAtEnd(lifetime, folder, { isThrowAway: true });
  const processes = new ProcessSet();
  lifetime.defer(() => processes.kill());
  const env = {
    ...programVariables,
    ...withoutOurSettings(process.env),
    BULKGATE_MODE: 'local',
    RECORDINGS_FOLDER: path.join(folder, 'recordings'),
    ...raisedLimits,
  };
  return { env, folder, processes };
}

/**
 * The same with PostgreSQL, Redis and Temporal on free ports, whose addresses are in its `env`.
 *
 * Addresses in the environment are not used: tests flush Redis, stop services and drop databases.
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string} purpose
 * @param {(text: string) => void} [say]
 * @returns {Promise<ThrowAway>}
 */
export async function startThrowAwayServices(lifetime, purpose, say = console.log) {
  const { env, folder, processes } = await makeThrowAway(lifetime, purpose);
  const services = await startServices({ folder, processes, say, env: {}, hasUsualPorts: false, hasUi: false });
  const addresses = {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_NAMESPACE: services.temporalNamespace,
  };
  return { env: { ...env, ...addresses }, folder, processes };
}

/**
 * What a person has set for an installation (TLS, policies, an issuer) is not for tests and measurements.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutOurSettings(env) {
  const ours = new Set([...productVariables, ...launcherVariables]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.has(name)));
}
