import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { onPath } from '../stack/find-binary.mjs';
import { LaunchError } from './launch-error.mjs';
import { withLock } from './lock.mjs';
import { inRepository } from './repository.mjs';
import { runCommand } from './run-command.mjs';
import { withProgressMessages } from './progress-messages.mjs';

const NEEDS = 'Python 3.10 or newer with venv and pip (Debian: python3-venv)';

/**
 * A Python program in a virtual environment of its own, installed the first time and whenever its pins change.
 *
 * @param {object} tool
 * @param {string} tool.name what people call it, for example `Schemathesis`
 * @param {string} tool.neededBy for example `npm run test:contract`
 * @param {string} tool.pins requirements with hashes
 * @param {string} tool.program its name in the environment's `bin`
 * @param {string} [tool.trial] an argument with which it ends at once, and well if it is whole
 * @param {(text: string) => void} [say]
 * @returns {Promise<string>} the program
 * @throws {LaunchError} where it cannot be had, with the reason
 */
export async function findPythonProgram({ name, neededBy, pins, program, trial = '--version' }, say = console.log) {
  const python = onPath('python3');
  if (python === null) throw new LaunchError(`${neededBy} needs ${NEEDS}; there is no python3 on PATH.`);
  const { output: version } = await runCommand(python, ['--version']);
  const digest = createHash('sha256')
    .update(await readFile(pins))
    .update(version)
    .digest('hex')
    .slice(0, 12);
  const folder = name.toLowerCase();
  const home = inRepository('node_modules', '.cache', `${folder}-${digest}`);
  const binary = path.join(home, 'bin', program);
  const isWhole = async () => (await runCommand(binary, [trial], { timeoutMs: 60_000 })).code === 0;
  if (await isWhole()) return binary;
  return withLock(inRepository('.local', 'locks', folder), say, async () => {
    if (await isWhole()) return binary;
    await rm(home, { recursive: true, force: true });
    const run = async (/** @type {string} */ command, /** @type {readonly string[]} */ args) => {
      const { code, output } = await runCommand(command, args);
      if (code === 0) return;
      await rm(home, { recursive: true, force: true });
      throw new LaunchError(
        `${name} could not be installed (${neededBy} needs ${NEEDS}):\n${output.trim().slice(-2_000)}`,
      );
    };
    await withProgressMessages(`Installing ${name} (pip)`, say, async () => {
      await run(python, ['-m', 'venv', home]);
      const pip = ['-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '-r', pins];
      await run(path.join(home, 'bin', 'python'), pip);
    });
    return binary;
  });
}
