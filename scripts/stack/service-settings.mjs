import { LaunchError } from '../setup/launch-error.mjs';

/** The variables that name a service. */
const serviceAddresses = /** @type {const} */ (['DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS']);

/**
 * Keys and certificates in the environment belong to the service named there. The local one knows none of them.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function settingsThatApply(env) {
  const foreign = serviceAddresses
    .filter((variable) => !env[variable])
    .map((variable) => variable.replace(/[A-Z]+$/, ''));
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !foreign.some((prefix) => name.startsWith(prefix) && /_(TLS|FILE|API_KEY)$/.test(name)),
    ),
  );
}

/**
 * The environment of one whole installation: the one named in `env`, or the local stack. Never a mixture: with a lock from
 * one and the workflows of the other, the holder's workflow would look gone, and the lock of a running job be freed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./state-folder.mjs').StackDescription | null} stack the local stack that is up
 * @returns {NodeJS.ProcessEnv | null} null where neither is there
 * @throws {LaunchError} when some of an installation's services are named and others are not
 */
export function oneInstallation(env, stack) {
  const ofStack = stack === null ? null : addressesOf(stack);
  const given = serviceAddresses.filter((variable) => env[variable]);
  // A local stack that uses a service named in the same shell is still that one stack.
  if (ofStack !== null && given.every((variable) => env[variable] === ofStack[variable])) {
    return { ...settingsThatApply(env), ...ofStack };
  }
  if (given.length === serviceAddresses.length) return env;
  if (given.length === 0) return null;
  const missing = serviceAddresses.filter((variable) => !env[variable]);
  throw new LaunchError(
    `${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'} in the environment, ${missing.join(' and ')} ` +
      `${missing.length === 1 ? 'is' : 'are'} not.\n` +
      'Name all three of one installation (and TEMPORAL_NAMESPACE where it is not "default"), or none for the local stack.',
  );
}

/** @param {import('./state-folder.mjs').StackDescription} stack */
function addressesOf(stack) {
  return {
    DATABASE_URL: stack.databaseUrl,
    REDIS_URL: stack.redisUrl,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_NAMESPACE: stack.temporalNamespace,
  };
}
