import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inRepository } from '../setup/repository.mjs';
import { LaunchError } from '../setup/launch-error.mjs';

const PREFIX = 'bulkgate-demo-';
const SEEN_WITHIN_MS = 30_000;
const CALL_WITHIN_MS = 10_000;
/** The shortest that Temporal takes. */
const RETENTION_SECONDS = 86_400;

/**
 * A namespace of the demo's own on a Temporal that a person named: in a shared one the demo's worker would be handed the
 * tasks of an installation in use, and look for its jobs in the demo's empty database.
 *
 * @param {NodeJS.ProcessEnv} env names Temporal
 * @returns {Promise<string>} its name
 */
export async function makeOwnNamespace(env) {
  const namespace = `${PREFIX}${randomBytes(5).toString('hex')}`;
  try {
    await withTemporal(env, async ({ workflowService }) => {
      await workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: /** @type {any} */ (RETENTION_SECONDS) },
      });
      // The servers of a cluster hear of it one after the other.
      const deadline = Date.now() + SEEN_WITHIN_MS;
      for (;;) {
        try {
          await workflowService.describeNamespace({ namespace });
          return;
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await delay(250);
        }
      }
    });
  } catch (error) {
    throw new LaunchError(
      `The demo makes a namespace of its own on the Temporal named in TEMPORAL_ADDRESS, and could not: ${error instanceof Error ? error.message : error}\n` +
        'Unset TEMPORAL_ADDRESS to run the demo with a Temporal of its own.',
    );
  }
  return namespace;
}

/**
 * Deletes what `makeOwnNamespace` made, and no other namespace whatever its name.
 *
 * @param {NodeJS.ProcessEnv} env names Temporal
 * @param {string} namespace
 */
export async function deleteOwnNamespace(env, namespace) {
  if (!new RegExp(`^${PREFIX}[0-9a-f]{10}$`).test(namespace)) return;
  await withTemporal(env, ({ operatorService }) => operatorService.deleteNamespace({ namespace }));
}

/**
 * With the product's own connection, which knows certificates and API keys too.
 *
 * @template T
 * @param {NodeJS.ProcessEnv} env
 * @param {(connection: import('@temporalio/client').Connection) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withTemporal(env, work) {
  const { readConfig } = await import(inRepository('dist', 'config', 'config.js'));
  const { createTemporalClient } = await import(inRepository('dist', 'temporal', 'connection.js'));
  const { connection } = createTemporalClient(readConfig(env).temporal);
  try {
    return await connection.withDeadline(Date.now() + CALL_WITHIN_MS + SEEN_WITHIN_MS, () => work(connection));
  } finally {
    await connection.close();
  }
}
