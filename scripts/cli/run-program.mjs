import { compile, production } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { inRepository } from '../setup/repository.mjs';
import { runInForeground } from '../setup/run-command.mjs';
import { runInGroup } from '../stack/process-group.mjs';
import { oneInstallation } from '../stack/service-settings.mjs';
import { readDescription, stateFolder } from '../stack/state-folder.mjs';

// What a person asked for goes to standard output, everything else to standard error, so that it can be piped.
const say = (/** @type {string} */ text) => console.error(text);

/**
 * A whole command: runs one program of dist/ on the installation that the environment names, or on the local stack, with
 * this command's arguments.
 *
 * @param {string} program file name in dist/bin/
 */
export async function runProgram(program) {
  await runInGroup(async (lifetime) => {
    await ensureDependencies(say);
    await compile(production, say);
    const args = process.argv.slice(2);
    const isForHelp = args.some((argument) => argument === '--help' || argument === '-h');
    const env = isForHelp ? process.env : await environment();
    return runInForeground(lifetime, process.execPath, [inRepository('dist', 'bin', program), ...args], { env });
  });
}

async function environment() {
  const folder = stateFolder();
  const env = oneInstallation(process.env, await readDescription(folder));
  if (env !== null) return env;
  throw new LaunchError(
    `No stack is running on ${folder}. Start it (npm start), name its folder in STATE_DIR, or name the services in\n` +
      'DATABASE_URL, REDIS_URL and TEMPORAL_ADDRESS.',
  );
}
