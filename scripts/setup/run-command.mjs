import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
 * @param {import('../stack/lifetime.mjs').Lifetime} lifetime ends it, before what it works with
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export async function runInForeground(lifetime, command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  const ended = once(child, 'close');
  lifetime.defer(async () => {
    if (child.kill()) await ended;
  });
  const [code, signal] = await ended;
  return code ?? 128 + os.constants.signals[/** @type {NodeJS.Signals} */ (signal)];
}
