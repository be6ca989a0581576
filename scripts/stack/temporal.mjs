import path from 'node:path';
import { LaunchError } from '../setup/launch-error.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { freePort, isPortFree } from './ports.mjs';
import { makePrivateFolder } from './private-folder.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';
import { temporalDynamicConfig, temporalSearchAttributes, temporalSqlitePragmas } from './settings.mjs';
import { findTemporal } from './temporal-binary.mjs';

/** @typedef {import('./processes.mjs').RunningProcess & { address: string, port: number, namespace: string, uiUrl: string | null }} RunningTemporal */

/**
 * Starts Temporal's development server on 127.0.0.1 and waits until the namespace answers. The same `dir` and `port` again
 * continue with the same workflows. Its inner services take free ports by themselves, so that several run side by side.
 *
 * @param {object} options
 * @param {string} options.dir holds the database file
 * @param {number | null} [options.port] a free one unless given
 * @param {number | null} [options.uiPort] of the Web UI; null, the default, starts none
 * @param {string} [options.namespace]
 * @param {string | null} [options.binary]
 * @param {string} [options.logFile]
 * @param {(service: import('./processes.mjs').RunningProcess) => void} [options.started]
 * @returns {Promise<RunningTemporal>}
 */
export async function startTemporal({
  dir,
  port,
  uiPort = null,
  namespace = 'default',
  binary,
  logFile = path.join(dir, 'temporal.log'),
  started,
}) {
  await makePrivateFolder(dir);
  const command = binary ?? (await findTemporal());
  const chosen = port ?? (await freePort());
  const address = `127.0.0.1:${chosen}`;
  // The probe below would be answered by whatever else listens there.
  if (!(await isPortFree(chosen))) throw new LaunchError(`Temporal cannot start: port ${chosen} is in use.`);
  const env = withoutTemporalSettings(process.env);
  const temporal = startProcess({
    name: 'Temporal',
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(chosen), '--namespace', namespace],
      ...['--db-filename', path.resolve(dir, 'temporal.db'), '--log-level', 'error'],
      ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...Object.entries(temporalSqlitePragmas).flatMap(([name, value]) => ['--sqlite-pragma', `${name}=${value}`]),
      ...Object.entries(temporalDynamicConfig).flatMap(([name, value]) => [
        '--dynamic-config-value',
        `${name}=${JSON.stringify(value)}`,
      ]),
      ...temporalSearchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
    env,
    logFile,
    started,
  });
  await waitUntilReady(temporal, async () => {
    const args = ['operator', 'namespace', 'describe', '-n', namespace, '--address', address];
    return (await runCommand(command, args, { env, timeoutMs: 5000 })).code === 0;
  });
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  return { ...temporal, port: chosen, address, namespace, uiUrl };
}

/**
 * The CLI reads TLS keys, API keys and profiles from TEMPORAL_* too; a person's settings for another cluster must not
 * reach the local one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutTemporalSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
