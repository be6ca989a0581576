import { existsSync } from 'node:fs';
import { LaunchError } from '../setup/launch-error.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { withWaitingSign } from '../setup/waiting-sign.mjs';
import { doesRun, onPath } from './find-binary.mjs';

/**
 * What the search touches outside itself, so that a test can give it a machine of its own.
 * @typedef {object} Machine
 * @property {(name: string) => string | null} onPath
 * @property {(binary: string) => Promise<boolean>} doesRun
 * @property {(command: string, args: readonly string[]) => Promise<{ code: number | null, output: string }>} run
 * @property {() => boolean} isRoot
 */

/** @type {Machine} */
const thisMachine = {
  onPath: (name) => onPath(name),
  doesRun,
  run: (command, args) => runCommand(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }),
  isRoot: () => process.getuid?.() === 0,
};

/**
 * redis-server or valkey-server on PATH, else an installation with apt where that needs no password.
 *
 * @param {{ say?: (text: string) => void, machine?: Machine }} [options]
 * @returns {Promise<string>} the binary
 */
export async function findRedis({ say = console.log, machine = thisMachine } = {}) {
  const present = await presentRedis(machine);
  if (present !== null) return present;

  const prefix = await aptPrefix(machine);
  let output = '';
  if (prefix !== null) {
    output = await withWaitingSign('Installing Redis with apt', () => installWithApt(machine, prefix));
    // Judged by what is there afterwards: apt also fails when the service it starts finds port 6379 taken.
    const installed = await presentRedis(machine);
    if (installed !== null) {
      say(`Redis is installed as ${installed}. Its own service is switched off: BulkGate starts and stops its own.`);
      return installed;
    }
  }
  throw new LaunchError(howToGetRedis(output));
}

/** @param {Machine} machine */
async function presentRedis(machine) {
  for (const name of ['redis-server', 'valkey-server']) {
    const binary = machine.onPath(name);
    if (binary !== null && (await machine.doesRun(binary))) return binary;
  }
  return null;
}

/**
 * @param {Machine} machine
 * @returns {Promise<readonly string[] | null>} what goes before a command of the administrator; null where apt is no way
 */
async function aptPrefix(machine) {
  if (machine.onPath('apt-get') === null) return null;
  if (machine.isRoot()) return [];
  const sudo = machine.onPath('sudo');
  if (sudo === null) return null;
  return (await machine.run(sudo, ['-n', 'true'])).code === 0 ? [sudo, '-n', 'DEBIAN_FRONTEND=noninteractive'] : null;
}

/**
 * @param {Machine} machine
 * @param {readonly string[]} prefix
 * @returns {Promise<string>} what apt said
 */
async function installWithApt(machine, prefix) {
  const asAdministrator = (/** @type {string[]} */ ...command) => {
    const [program = '', ...args] = [...prefix, ...command];
    return machine.run(program, args);
  };
  const install = () =>
    asAdministrator(
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=120',
      'install',
      '-y',
      '--no-install-recommends',
      'redis-server',
    );

  // The package lists of a fresh container are empty and those of an old machine name files that are gone.
  let result = await install();
  if (result.code !== 0) {
    await asAdministrator('apt-get', '-o', 'DPkg::Lock::Timeout=120', 'update');
    result = await install();
  }
  // The package starts a service on 6379 and again on each boot; nobody asked for that. Only what we brought is switched off.
  if (existsSync('/run/systemd/system')) await asAdministrator('systemctl', 'disable', '--now', 'redis-server');
  else await asAdministrator('service', 'redis-server', 'stop');
  return result.output;
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
    '                 and then REDIS_URL=redis://127.0.0.1:6379 in the environment',
  ].join('\n');
}
