import { readFile } from 'node:fs/promises';
import { LaunchError } from './launch-error.mjs';
import { withLock } from './lock.mjs';
import { inRepository, repositoryRoot } from './repository.mjs';
import { runCommand } from './run-command.mjs';
import { withProgressMessages } from './progress-messages.mjs';

/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> }} LockFile */

/**
 * Whether what npm noted as installed is what the lock file asks for. Contents are compared, not times: a checkout gives
 * every file a new time, and would cost each person a needless `npm ci`.
 *
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile | null} installed node_modules/.package-lock.json, which npm writes last
 */
export function isInstalled(wanted, installed) {
  if (installed === null) return false;
  return Object.entries(wanted.packages).every(([where, entry]) => {
    const isOtherPlatformPossible = entry.optional === true || entry.devOptional === true;
    if (where === '' || entry.link === true) return true;
    const found = installed.packages[where];
    if (found === undefined) return isOtherPlatformPossible;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * `npm ci` when node_modules is missing or is not what package-lock.json says.
 *
 * @param {(text: string) => void} [say]
 */
export async function ensureDependencies(say = console.log) {
  if (await areDependenciesThere()) return;
  await withLock(inRepository('.local', 'locks', 'install'), say, async () => {
    if (await areDependenciesThere()) return;
    const { code, output } = await withProgressMessages('Installing dependencies (npm ci)', say, npmCi);
    if (code !== 0) throw new LaunchError(`npm ci failed:\n${whatNpmMeans(output)}`);
  });
}

async function areDependenciesThere() {
  const [wanted, installed] = await Promise.all([
    readLockFile('package-lock.json'),
    readLockFile('node_modules', '.package-lock.json'),
  ]);
  if (wanted === null)
    throw new LaunchError('package-lock.json is missing or damaged: this is not a whole copy of BulkGate.');
  return isInstalled(wanted, installed);
}

/**
 * @param {...string} parts
 * @returns {Promise<LockFile | null>}
 */
async function readLockFile(...parts) {
  try {
    return JSON.parse(await readFile(inRepository(...parts), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * npm's complaint without the manual page that it prints after it.
 *
 * @param {string} output
 */
function whatNpmMeans(output) {
  const [complaint = ''] = output.split(/^npm error Clean install a project/m);
  return complaint.replace(/^npm (warn .*|error)\n/gm, '').trim();
}

function npmCi() {
  // Under `npm run` this names the npm in use, which need not be the one on PATH. `--include=dev` because the compiler is a
  // devDependency and NODE_ENV=production in a person's shell would leave it out.
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const options = { cwd: repositoryRoot };
  return npm?.endsWith('.js')
    ? runCommand(process.execPath, [npm, ...args], options)
    : runCommand('npm', args, options);
}
