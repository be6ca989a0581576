import { runCommand } from '../setup/run-command.mjs';
import { doesRun, onPath } from './find-binary.mjs';

/**
 * What a search for a program touches outside itself, so that a test can give it a machine of its own.
 * @typedef {object} Machine
 * @property {(name: string) => string | null} onPath
 * @property {(binary: string) => Promise<boolean>} doesRun
 * @property {(command: string, args: readonly string[]) => Promise<{ code: number | null, output: string }>} run
 * @property {() => boolean} isRoot
 */

/** @type {Machine} */
export const thisMachine = {
  onPath: (name) => onPath(name),
  doesRun,
  run: (command, args) => runCommand(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }),
  isRoot: () => process.getuid?.() === 0,
};

/**
 * @param {Machine} machine
 * @param {readonly string[]} names
 * @returns {Promise<string | null>} the first of these on PATH that runs here
 */
export async function firstThatRuns(machine, names) {
  for (const name of names) {
    const binary = machine.onPath(name);
    if (binary !== null && (await machine.doesRun(binary))) return binary;
  }
  return null;
}

/** @typedef {(...command: string[]) => Promise<{ code: number | null, output: string }>} AsAdministrator */

/**
 * @param {Machine} machine
 * @returns {Promise<AsAdministrator | null>} runs a command of the administrator without asking for a password; null where
 *   apt is no way
 */
export async function administratorWithApt(machine) {
  if (machine.onPath('apt-get') === null) return null;
  if (machine.isRoot()) return (program = '', ...args) => machine.run(program, args);
  const sudo = machine.onPath('sudo');
  if (sudo === null || (await machine.run(sudo, ['-n', 'true'])).code !== 0) return null;
  return (...command) => machine.run(sudo, ['-n', 'DEBIAN_FRONTEND=noninteractive', ...command]);
}

/**
 * Judge by what is there afterwards: apt also fails when a service that it starts finds its port taken.
 *
 * @param {AsAdministrator} asAdministrator
 * @param {string} name of the package
 * @returns {Promise<string>} what apt said
 */
export async function installPackage(asAdministrator, name) {
  const apt = (/** @type {string[]} */ ...args) => asAdministrator('apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args);
  const install = () => apt('install', '-y', '--no-install-recommends', name);
  // The package lists of a fresh container are empty and those of an old machine name files that are gone.
  let result = await install();
  if (result.code !== 0) {
    await apt('update');
    result = await install();
  }
  return result.output;
}
