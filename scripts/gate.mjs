import './setup/node-version.mjs';
import { compile, production } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { inRepository } from './setup/repository.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { readDescription, stateFolder } from './stack/state-folder.mjs';

// What a person asked the gate for goes to standard output, everything else to standard error, so that it can be piped.
const say = (/** @type {string} */ text) => console.error(text);

await runCommandBody(async ({ signal }) => {
  await ensureDependencies({ say, signal });
  await compile(production, { say, signal });
  const folder = stateFolder();
  const running = await readDescription(folder);
  /** @type {NodeJS.ProcessEnv} */
  const found =
    running === null
      ? {}
      : {
          DATABASE_URL: running.databaseUrl,
          REDIS_URL: running.redisUrl,
          TEMPORAL_ADDRESS: running.temporalAddress,
          TEMPORAL_NAMESPACE: running.temporalNamespace,
        };
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const env = { ...found, ...given };
  const isForHelp = process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h');
  if (!env['REDIS_URL'] && !isForHelp) {
    throw new LaunchError(
      `No stack is running on ${folder}. Start it (npm start), name its folder in STATE_DIR, or name the services in\n` +
        'DATABASE_URL, REDIS_URL and TEMPORAL_ADDRESS.',
    );
  }
  return runInForeground(process.execPath, [inRepository('dist', 'gate-cli.js'), ...process.argv.slice(2)], { env });
});
