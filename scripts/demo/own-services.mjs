import { settingsThatApply } from '../stack/service-settings.mjs';
import { dropOwnDatabase, makeOwnDatabase } from './own-database.mjs';
import { deleteOwnNamespace, makeOwnNamespace } from './own-namespace.mjs';
import { giveBackOwnRedis, takeOwnRedis } from './own-redis.mjs';

/**
 * A part of its own on each service that is named in `env`: the demo must be safe beside an installation in use.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(undo: () => Promise<void>) => void} defer told how to give each part back
 * @returns {Promise<NodeJS.ProcessEnv>} the variables to use instead
 */
export async function takeOwnParts(env, defer) {
  /** @type {NodeJS.ProcessEnv} */
  const own = {};
  const whole = readable(env);
  if (env['DATABASE_URL']) {
    const url = (own['DATABASE_URL'] = await makeOwnDatabase(env['DATABASE_URL']));
    defer(() => dropOwnDatabase(url));
  }
  if (env['REDIS_URL']) {
    const url = (own['REDIS_URL'] = await takeOwnRedis(whole));
    defer(() => giveBackOwnRedis({ ...whole, REDIS_URL: url }));
  }
  if (env['TEMPORAL_ADDRESS']) {
    const namespace = (own['TEMPORAL_NAMESPACE'] = await makeOwnNamespace(whole));
    defer(() => deleteOwnNamespace(whole, namespace));
  }
  return own;
}

/**
 * Gives back the parts of a demo that was left running; a part that is not the demo's own is left alone.
 *
 * @param {import('../stack/state-folder.mjs').StackDescription} stack
 * @param {NodeJS.ProcessEnv} env
 */
export async function giveBackOwnParts(stack, env) {
  const whole = readable({ ...env, REDIS_URL: stack.redisUrl, TEMPORAL_ADDRESS: stack.temporalAddress });
  await dropOwnDatabase(stack.databaseUrl);
  if (stack.pids['redis'] === undefined) await giveBackOwnRedis(whole);
  if (stack.pids['temporal'] === undefined) await deleteOwnNamespace(whole, stack.temporalNamespace);
}

/**
 * What the product's own reader of the environment takes: it wants the addresses of all services, and those that the demo
 * starts itself are not known yet and not asked.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function readable(env) {
  const given = Object.entries(settingsThatApply(env)).filter(([, value]) => value !== '');
  return { DATABASE_URL: 'postgres://not-asked', REDIS_URL: 'redis://not-asked', ...Object.fromEntries(given) };
}
