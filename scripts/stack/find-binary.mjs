import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../setup/run-command.mjs';

/**
 * The first file of that name on PATH that may be executed.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function onPath(name, env = process.env) {
  for (const folder of (env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (folder !== '' && statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return null;
}

/**
 * Whether it starts on this machine at all; a download that was cut off or made for another one does not.
 *
 * @param {string} binary
 * @returns {Promise<boolean>}
 */
export async function doesRun(binary) {
  const { code } = await runCommand(binary, ['--version'], { timeoutMs: 30_000 });
  return code === 0;
}
