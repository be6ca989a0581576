import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { withLock } from '../setup/lock.mjs';
import { inRepository } from '../setup/repository.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { withWaitingSign } from '../setup/waiting-sign.mjs';
import { doesRun, onPath } from '../stack/find-binary.mjs';

const NEEDS = 'npm run test:contract needs Python 3.10 or newer with venv and pip (Debian: python3-venv)';

/**
 * Schemathesis in a virtual environment of its own, installed the first time and whenever its pins change.
 *
 * @param {{ signal?: AbortSignal, say?: (text: string) => void }} [options]
 * @returns {Promise<string>} the program
 */
export async function findSchemathesis({ signal, say = console.log } = {}) {
  const python = onPath('python3');
  if (python === null) throw new LaunchError(`${NEEDS}; there is no python3 on PATH.`);
  const pins = inRepository('scripts', 'contract', 'requirements.txt');
  const { output: version } = await runCommand(python, ['--version']);
  const digest = createHash('sha256').update(await readFile(pins)).update(version).digest('hex').slice(0, 12);
  const home = inRepository('node_modules', '.cache', `schemathesis-${digest}`);
  const program = `${home}/bin/st`;
  if (await doesRun(program)) return program;
  return withLock(inRepository('.local', 'locks', 'schemathesis'), say, async () => {
    if (await doesRun(program)) return program;
    await rm(home, { recursive: true, force: true });
    const run = async (/** @type {string} */ command, /** @type {readonly string[]} */ args) => {
      const { code, output } = await runCommand(command, args, signal === undefined ? {} : { signal });
      if (code === 0) return;
      await rm(home, { recursive: true, force: true });
      throw new LaunchError(`Schemathesis could not be installed (${NEEDS}):\n${output.trim().slice(-2_000)}`);
    };
    await withWaitingSign('Installing Schemathesis (pip)', async () => {
      await run(python, ['-m', 'venv', home]);
      await run(`${home}/bin/python`, ['-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:', '-r', pins]);
    });
    return program;
  });
}
