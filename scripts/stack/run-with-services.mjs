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
 * @param {...string} entry path in dist-test/
 */
export async function runWithServices(purpose, ...entry) {
  await runInGroup(async (lifetime) => {
    const args = process.argv.slice(2);
    await ensureDependencies();
    await compile(testing);
    // Its --help needs no database.
    const { env } = args.includes('--help') ? process : await startThrowAwayServices(lifetime, purpose);
    const program = [inRepository('dist-test', ...entry), ...args];
    return runInForeground(lifetime, process.execPath, program, { env, cwd: repositoryRoot });
  });
}
