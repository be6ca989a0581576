import { spawn } from 'node:child_process';
import os from 'node:os';

/**
 * Runs a command to its end and returns what it printed (standard output and error in the order they came).
 * Never throws for a failing command: `code` is null when it could not be started or was killed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, signal?: AbortSignal, uid?: number, gid?: number }} [options]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function runCommand(command, args, { timeoutMs, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // Not spawn's own time limit, which lasts on after a command that could not be started.
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill(), timeoutMs);
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString('utf8'));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(null);
    });
    child.on('close', end);
  });
}

/**
 * Runs a command on this terminal and returns its exit code (128 + n after signal n, like a shell).
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, detached?: boolean, started?: (pid: number) => void }} [options]
 *   `detached`: a process group of its own, which Ctrl-C in the terminal does not reach and which cannot read from it
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, { started, detached = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      detached,
      stdio: [detached ? 'ignore' : 'inherit', 'inherit', 'inherit'],
    });
    if (child.pid !== undefined) started?.(child.pid);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal])));
  });
}
