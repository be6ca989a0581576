import { compile, testing } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { inRepository, repositoryRoot } from '../setup/repository.mjs';
import { runInForeground } from '../setup/run-command.mjs';
import { runInGroup } from './process-group.mjs';
import { startThrowAwayServices } from './throw-away.mjs';

/**
 * A whole command: runs one program of the compiled test tree against services of its own, with this command's arguments.
 *
 * @param {string} purpose names the temporary folder
 * @param {readonly string[]} entry path in dist-test/
 * @param {() => Promise<NodeJS.ProcessEnv>} [prepare] makes what the program needs beside the services, and says where it is
 */
export async function runWithServices(purpose, entry, prepare = async () => ({})) {
  await runInGroup(async (lifetime) => {
    const args = process.argv.slice(2);
    await ensureDependencies();
    await compile(testing);
    const program = [inRepository('dist-test', ...entry), ...args];
    const run = (/** @type {NodeJS.ProcessEnv} */ env) =>
      runInForeground(lifetime, process.execPath, program, { env, cwd: repositoryRoot });
    // Its --help needs no database.
    if (args.includes('--help')) return run(process.env);
    const prepared = await prepare();
    const { env } = await startThrowAwayServices(lifetime, purpose);
    return run({ ...env, ...prepared });
  });
}
