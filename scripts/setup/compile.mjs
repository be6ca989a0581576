import { cp, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { withLock } from './lock.mjs';
import { inRepository, repositoryRoot } from './repository.mjs';
import { runCommand } from './run-command.mjs';
import { withProgressMessages } from './progress-messages.mjs';

/**
 * @typedef {object} Target one compiled tree
 * @property {string} config the tsconfig file
 * @property {string} out where it goes
 * @property {string} root where src/ ends up in it
 * @property {boolean} hasConsole whether the web console is built into it
 */

/** What production runs. @type {Target} */
export const production = { config: 'tsconfig.build.json', out: 'dist', root: 'dist', hasConsole: true };

/** The same and the processes that tests and the benchmark start. @type {Target} */
export const testing = { config: 'tsconfig.test.json', out: 'dist-test', root: 'dist-test/src', hasConsole: false };

const consoleFolder = inRepository('src', 'console');

/**
 * Compiles what has changed since the last time.
 *
 * @param {Target} target
 * @param {(text: string) => void} [say]
 */
export async function compile({ config, out, root, hasConsole }, say = console.log) {
  const compiling = async () => {
    // Not `tsc -p`, which needs 14 s to find out that nothing has changed; `tsc -b` needs 0.5 s.
    await step('The TypeScript compiler', ['node_modules/typescript/bin/tsc', '-b', config]);
    const isFolderOrLua = (/** @type {string} */ file) =>
      ['', '.lua'].includes(path.extname(file)) && file !== consoleFolder;
    await cp(inRepository('src'), inRepository(root), { recursive: true, filter: isFolderOrLua });
    const isBundled = await isNewer(path.join(root, 'workflow-bundle.js'), [
      path.join(out, '.tsbuildinfo'),
      path.join('node_modules', '.package-lock.json'),
    ]);
    if (!isBundled) await step('Bundling the workflows', [path.join(root, 'temporal', 'bundle-workflows.js')]);
    if (hasConsole && !(await isConsoleBuilt())) await step('Building the console', ['scripts/console/build.mjs']);
  };
  await withLock(inRepository('.local', 'locks', out), say, () =>
    withProgressMessages(`Compiling to ${out}/`, say, compiling),
  );
}

async function isConsoleBuilt() {
  const sources = await readdir(consoleFolder, { recursive: true });
  return isNewer(path.join('dist', 'console', 'index.html'), [
    ...sources.map((file) => path.join('src', 'console', file)),
    path.join('packages', 'client', 'index.js'),
    path.join('scripts', 'console', 'bundle.mjs'),
    path.join('node_modules', '.package-lock.json'),
  ]);
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function step(name, args) {
  const { code, output } = await runCommand(process.execPath, args, { cwd: repositoryRoot });
  if (code !== 0) throw new LaunchError(`${name} failed:\n${output.trim()}`);
}

/**
 * @param {string} made
 * @param {readonly string[]} sources
 */
async function isNewer(made, sources) {
  const times = await Promise.all([made, ...sources].map((file) => stat(inRepository(file)).catch(() => null)));
  const [madeAt, ...changedAt] = times.map((found) => found?.mtimeMs ?? 0);
  return madeAt !== undefined && changedAt.every((at) => at < madeAt);
}
