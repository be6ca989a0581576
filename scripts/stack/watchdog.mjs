import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTrail, removeTrail, stopAll } from './pid-trail.mjs';
import { removeDescription, removeStateFolder } from './state-folder.mjs';

// Run as a program, this waits at the other end of a pipe. The system closes the pipe however the launcher ends, kill -9
// included, and then what the launcher noted and did not stop itself is stopped here.

/**
 * Starts the watchdog of this launcher.
 *
 * @param {string} folder
 * @returns {{ dismiss(): void }} `dismiss` lets the processes outlive the launcher
 */
export function startWatchdog(folder) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), folder, String(process.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It must not keep a launcher alive that has nothing left to do.
  child.unref();
  const pipe = /** @type {import('node:net').Socket} */ (child.stdin);
  pipe.unref();
  pipe.on('error', () => undefined);
  return { dismiss: () => void child.kill('SIGKILL') };
}

/**
 * @param {string} folder
 * @param {number} launcherPid
 */
async function cleanUpAfter(folder, launcherPid) {
  const trail = readTrail(folder);
  // No trail: the launcher cleaned up itself. Another pid: a new launcher has the folder.
  if (trail?.launcher?.pid !== launcherPid) return;
  await stopAll(trail.processes);
  if (readTrail(folder)?.launcher?.pid !== launcherPid) return;
  await removeDescription(folder);
  removeTrail(folder);
  if (trail.isThrowAway) await removeStateFolder(folder);
}

const [, program, folder, launcherPid] = process.argv;
if (program !== undefined && folder !== undefined && realpathSync(program) === fileURLToPath(import.meta.url)) {
  process.stdin.resume();
  process.stdin.once('close', () => void cleanUpAfter(folder, Number(launcherPid)));
}
