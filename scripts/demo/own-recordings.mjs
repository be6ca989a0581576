/**
 * What a person has set for a provider and a storage of an installation is not for the demo: it asks no other provider than
 * the stand-in, and keeps recordings, and clears away what it does not know, in a folder of its own.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withOwnRecordings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('RECORDINGS_')));
}
