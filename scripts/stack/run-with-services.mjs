import { compile, testing } from '../setup/compile.mjs';
import { ensureDependencies } from '../setup/dependencies.mjs';
import { inRepository, repositoryRoot } from '../setup/repository.mjs';
import { runCommandBody } from './lifetime.mjs';
import { runInGroup } from './run-in-group.mjs';
import { startThrowAwayServices } from './throw-away.mjs';

/**
 * A whole command: runs one program of the compiled test tree against services of its own, with this command's arguments.
 *
 * @param {string} purpose names the temporary folder
 * @param {...string} entry path in dist-test/
 */
export async function runWithServices(purpose, ...entry) {
  await runCommandBody(async (lifetime) => {
    const { signal } = lifetime;
    const args = process.argv.slice(2);
    await ensureDependencies({ signal });
    await compile(testing, { signal });
    const program = [inRepository('dist-test', ...entry), ...args];
    // Its --help needs no database.
    if (args.includes('--help')) return runInGroup(lifetime, process.execPath, program);
    const { env, processes } = await startThrowAwayServices(lifetime, purpose);
    return runInGroup(lifetime, process.execPath, program, { env, processes, cwd: repositoryRoot });
  });
}
