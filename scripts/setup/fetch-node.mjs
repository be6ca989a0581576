import { rename } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, cachedBinary } from './cached-binary.mjs';
import { LaunchError } from './launch-error.mjs';
import { runCommand } from './run-command.mjs';
import { withProgressMessages } from './progress-messages.mjs';

/**
 * Another Node than the machine's: the cached one, else fetched with npm. npm's package `node` is a script that installs the
 * package of the platform; that one is installed directly, because npm runs install scripts only where it is allowed to.
 *
 * @param {string} version `24` is the newest 24 there is when it is fetched
 * @param {{ env?: NodeJS.ProcessEnv, say?: (text: string) => void }} [options]
 * @returns {Promise<string>} the binary
 */
export async function fetchNode(version, { env = process.env, say = console.error } = {}) {
  const folder = cacheFolder(`node-${version}`, env);
  try {
    return await cachedBinary(path.join(folder, 'node'), {
      say,
      doesRun: (file) => isNode(file, version),
      fill: (target) =>
        withProgressMessages(`Fetching Node ${version} into ${folder} (once; this is ${process.version})`, say, () =>
          install(version, target, env),
        ),
    });
  } catch (error) {
    throw new LaunchError(
      `Node ${version} is needed and could not be fetched: ${error instanceof Error ? error.message : error}\n` +
        'Do one of these and run the command again:\n' +
        `  install Node ${version} (https://nodejs.org, or "nvm install ${version}")\n` +
        '  or connect to the network, or name a registry that npm reaches: npm config set registry URL',
    );
  }
}

/**
 * The environment in which `node` is that binary, for npm and for tools whose first line asks for it as well.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} [env]
 */
export function environmentUnder(node, env = process.env) {
  return { ...env, PATH: `${path.dirname(node)}${path.delimiter}${env['PATH'] ?? ''}` };
}

/**
 * @param {string} file
 * @param {string} version
 */
async function isNode(file, version) {
  const { code, output } = await runCommand(file, ['--version'], { timeoutMs: 30_000 });
  return code === 0 && `${output.trim()}.`.startsWith(`v${version}.`);
}

/**
 * @param {string} version
 * @param {string} target
 * @param {NodeJS.ProcessEnv} env
 */
async function install(version, target, env) {
  const name = `${process.platform}-${process.arch}` === 'darwin-arm64' ? 'node-bin' : 'node';
  const packageName = [name, process.platform, process.arch].join('-');
  const folder = path.dirname(target);
  const args = ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit'];
  // npm tries an unreachable registry for minutes otherwise.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];
  const { code, output } = await runCommand('npm', [...args, ...patience, '--no-fund', `${packageName}@${version}`], {
    cwd: folder,
    env,
  });
  if (code !== 0) {
    const complaint = output.trim().split('\n').slice(0, 4).join('\n');
    throw new Error(`npm could not install ${packageName}@${version}:\n${complaint}`);
  }
  await rename(path.join(folder, 'node_modules', packageName, 'bin', 'node'), target);
}
