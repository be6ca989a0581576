import { existsSync } from 'node:fs';
import { LaunchError } from '../setup/launch-error.mjs';
import { withProgressMessages } from '../setup/progress-messages.mjs';
import { administratorWithApt, firstThatRuns, installPackage, thisMachine } from './apt.mjs';

/** @typedef {import('./apt.mjs').Machine} Machine */

const NAMES = ['redis-server', 'valkey-server'];

/**
 * redis-server or valkey-server on PATH, else an installation with apt where that needs no password.
 *
 * @param {{ say?: (text: string) => void, machine?: Machine }} [options]
 * @returns {Promise<string>} the binary
 */
export async function findRedis({ say = console.log, machine = thisMachine } = {}) {
  const present = await firstThatRuns(machine, NAMES);
  if (present !== null) return present;

  const asAdministrator = await administratorWithApt(machine);
  let output = '';
  if (asAdministrator !== null) {
    output = await withProgressMessages('Installing Redis with apt', say, () => installWithApt(asAdministrator));
    const installed = await firstThatRuns(machine, NAMES);
    if (installed !== null) {
      say(`Redis is installed as ${installed}. Its own service is switched off: BulkGate starts and stops its own.`);
      return installed;
    }
  }
  throw new LaunchError(howToGetRedis(output));
}

/**
 * @param {import('./apt.mjs').AsAdministrator} asAdministrator
 * @returns {Promise<string>} what apt said
 */
async function installWithApt(asAdministrator) {
  const output = await installPackage(asAdministrator, 'redis-server');
  // The package starts a service on 6379 and again on each boot; nobody asked for that. Only what we brought is switched off.
  if (existsSync('/run/systemd/system')) await asAdministrator('systemctl', 'disable', '--now', 'redis-server');
  else await asAdministrator('service', 'redis-server', 'stop');
  return output;
}

/** @param {string} aptOutput empty when apt was no way */
function howToGetRedis(aptOutput) {
  return [
    'Redis is needed and was not found (redis-server or valkey-server on PATH).',
    ...(aptOutput === '' ? [] : ['Installing it with apt failed:', aptOutput.trim().replace(/^/gm, '  | ')]),
    'Install it with one of these and run the command again:',
    '  macOS          brew install redis',
    '  Debian/Ubuntu  sudo apt-get install redis-server',
    '  Fedora         sudo dnf install valkey',
    '  Docker         docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction',
    '                 and then, for npm start, REDIS_URL=redis://127.0.0.1:6379',
  ].join('\n');
}
