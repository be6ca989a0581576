import path from 'node:path';
import { cacheFolder, cachedBinary } from '../setup/cached-binary.mjs';
import { download } from '../setup/download.mjs';
import { goInstall } from '../setup/go-install.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { withProgressMessages } from '../setup/progress-messages.mjs';
import { doesRun, onPath } from './find-binary.mjs';
import { temporalCliVersion } from './settings.mjs';

/**
 * The ways to a Temporal server, so that a test can give the search others. `download` and `build` leave a binary at the
 * path they are given or throw.
 * @typedef {object} Ways
 * @property {(name: string) => string | null} onPath
 * @property {(binary: string) => Promise<boolean>} doesRun
 * @property {(target: string, say: (text: string) => void) => Promise<void>} download
 * @property {(target: string, say: (text: string) => void) => Promise<void>} build
 */

/** @type {Ways} */
const allWays = { onPath: (name) => onPath(name), doesRun, download: officialDownload, build };

/**
 * `temporal` on PATH, else the one in the user's cache, else the official download, else a build with Go; the last two
 * fill the cache.
 *
 * @param {{ say?: (text: string) => void, cacheFolder?: string, ways?: Ways }} [options]
 * @returns {Promise<string>} the binary
 */
export async function findTemporal({
  say = console.log,
  cacheFolder: folder = cacheFolder(`temporal-cli-${temporalCliVersion}`),
  ways = allWays,
} = {}) {
  const present = ways.onPath('temporal');
  if (present !== null && (await ways.doesRun(present))) return present;
  return cachedBinary(path.join(folder, 'temporal'), {
    say,
    doesRun: ways.doesRun,
    fill: async (target) => {
      /** @type {string[]} */
      const faults = [];
      for (const [name, fill] of /** @type {const} */ ([
        ['download', ways.download],
        ['build', ways.build],
      ])) {
        try {
          await fill(target, say);
          if (await ways.doesRun(target)) return;
          throw new Error('what came does not run on this machine');
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          faults.push(reason);
          if (name === 'download') say(`Temporal is not to be had by download (${reason}).`);
        }
      }
      throw new LaunchError(howToGetTemporal(faults));
    },
  });
}

/**
 * @param {string} target
 * @param {(text: string) => void} say
 */
async function officialDownload(target, say) {
  const platform = { linux: 'linux', darwin: 'darwin' }[/** @type {string} */ (process.platform)];
  const arch = { x64: 'amd64', arm64: 'arm64' }[/** @type {string} */ (process.arch)];
  if (platform === undefined || arch === undefined) throw new Error(`none for ${process.platform} ${process.arch}`);
  const url = `https://temporal.download/cli/archive/v${temporalCliVersion}?platform=${platform}&arch=${arch}`;
  const archive = `${target}.tar.gz`;
  await withProgressMessages('Downloading Temporal', say, () => download(url, archive));
  const { code, output } = await runCommand('tar', ['-xzf', archive, '-C', path.dirname(target), 'temporal']);
  if (code !== 0) throw new Error(`the archive cannot be unpacked: ${output.trim()}`);
}

/**
 * @param {string} target
 * @param {(text: string) => void} say
 */
function build(target, say) {
  return goInstall('Temporal', `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`, target, say);
}

/** @param {readonly string[]} faults */
function howToGetTemporal(faults) {
  return [
    'Temporal is needed and could not be installed:',
    ...faults.map((fault) => `  - ${fault.replaceAll('\n', '\n    ')}`),
    'Get the "temporal" command in one of these ways and run the command again:',
    '  macOS    brew install temporal',
    '  Linux    https://docs.temporal.io/cli (unpack it into a folder on PATH)',
    `  with Go  go install github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`,
    '  or name a running server, for npm start: TEMPORAL_ADDRESS=host:7233',
  ].join('\n');
}
