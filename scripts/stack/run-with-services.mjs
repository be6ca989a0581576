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
 * @param {...string} program path in dist-test/
 */
export async function runWithServices(purpose, ...program) {
  await runCommandBody(async (lifetime) => {
    const { signal } = lifetime;
    const args = process.argv.slice(2);
    await ensureDependencies({ signal });
    await compile(testing, { signal });
    // Its --help needs no database.
    const env = args.includes('--help') ? process.env : (await startThrowAwayServices(lifetime, purpose)).env;
    return runInGroup(lifetime, process.execPath, [inRepository('dist-test', ...program), ...args], {
      env,
      cwd: repositoryRoot,
    });
  });
}
