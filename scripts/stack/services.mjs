import path from 'node:path';
import { choosePort } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { findRedis } from './redis-binary.mjs';
import { startRedis } from './redis.mjs';
import { usualPorts } from './settings.mjs';
import { findTemporal } from './temporal-binary.mjs';
import { startTemporal } from './temporal.mjs';

/**
 * @typedef {object} ServiceAddresses
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {string} temporalAddress
 * @property {string} temporalNamespace
 * @property {string | null} temporalUi
 */

/**
 * Brings up PostgreSQL, Redis and Temporal. A service whose address is in `env` is used as it is: never started,
 * configured or stopped here.
 *
 * @param {object} options
 * @param {string} options.folder state folder
 * @param {import('./process-set.mjs').ProcessSet} options.processes
 * @param {NodeJS.ProcessEnv} options.env
 * @param {boolean} options.hasUsualPorts else any free ones, as for stacks that people do not look into
 * @param {boolean} options.hasUi
 * @param {(text: string) => void} options.say
 * @returns {Promise<ServiceAddresses>}
 */
export async function startServices({ folder, processes, env, hasUsualPorts, hasUi, say }) {
  const given = {
    databaseUrl: named(env, 'DATABASE_URL', say),
    redisUrl: named(env, 'REDIS_URL', say),
    temporalAddress: named(env, 'TEMPORAL_ADDRESS', say),
  };
  const namespace = env['TEMPORAL_NAMESPACE'] || 'default';

  // One after the other: each may take minutes the first time and shows that it is alive on the same line.
  const redisBinary = given.redisUrl === null ? await findRedis({ say }) : null;
  const temporalBinary = given.temporalAddress === null ? await findTemporal({ say }) : null;

  /** @type {(isNeeded: boolean, what: string, variable: string, usual: number) => Promise<number | null>} */
  const portWhere = async (isNeeded, what, variable, usual) =>
    isNeeded ? choosePort({ what, variable, env, usual: hasUsualPorts ? usual : null, say }) : null;
  const common = (/** @type {string} */ name) => ({
    dir: path.join(folder, name),
    logFile: path.join(folder, 'logs', `${name}.log`),
    started: processes.add,
  });
  const { databaseUrl: database, redisUrl: redis, temporalAddress: address } = given;
  const postgresPort = await portWhere(database === null, 'PostgreSQL', 'POSTGRES_PORT', usualPorts.postgres);
  const redisPort = await portWhere(redis === null, 'Redis', 'REDIS_PORT', usualPorts.redis);
  const port = await portWhere(address === null, 'Temporal', 'TEMPORAL_PORT', usualPorts.temporal);
  const hasOwnUi = address === null && hasUi;
  const uiPort = await portWhere(hasOwnUi, 'the Temporal Web UI', 'TEMPORAL_UI_PORT', usualPorts.temporalUi);

  const [databaseUrl, redisUrl, temporal] = await allOrFirstFault([
    database ?? startPostgres({ ...common('postgres'), port: postgresPort }).then(({ url }) => url),
    redis ?? startRedis({ ...common('redis'), port: redisPort, binary: redisBinary }).then(({ url }) => url),
    address === null
      ? startTemporal({ ...common('temporal'), port, uiPort, namespace, binary: temporalBinary })
      : { address, uiUrl: env['TEMPORAL_UI_URL'] || null },
  ]);
  return {
    databaseUrl,
    redisUrl,
    temporalAddress: temporal.address,
    temporalNamespace: namespace,
    temporalUi: temporal.uiUrl,
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} variable
 * @param {(text: string) => void} say
 * @returns {string | null}
 */
function named(env, variable, say) {
  const value = env[variable];
  if (!value) return null;
  say(`Using the service named in ${variable}; it will not be stopped.`);
  return value;
}

/**
 * Waits for all even when one fails, so that none is still coming up when the others are taken down.
 *
 * @template {readonly unknown[]} T
 * @param {readonly [...T]} starts
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
export async function allOrFirstFault(starts) {
  const results = await Promise.allSettled(starts);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return /** @type {{ -readonly [K in keyof T]: Awaited<T[K]> }} */ (
    results.map((result) => /** @type {PromiseFulfilledResult<unknown>} */ (result).value)
  );
}
