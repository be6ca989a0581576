import { fork } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommandBody, signals } from './lifetime.mjs';
import { removeState } from './state-folder.mjs';

// A command that starts others runs as two processes. The first one, the guardian, starts the same program again as the
// leader of a new process group, and whatever that one starts is in its group. The two are joined by a channel that the
// system closes when one of them ends, kill -9 included; the other one then ends the group.
//
// It also keeps Ctrl-C from the services: it reaches the guardian alone, and the command stops them in the right order.

const GRACE_MS = 5_000;
/** Where `sh` makes way for its command, npm passes on to it what the terminal has given to both already. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs a command's body in a process group of its own, which ends with the command.
 *
 * @param {(lifetime: import('./lifetime.mjs').Lifetime) => Promise<number>} body
 * @returns {Promise<never>}
 */
export function runInGroup(body) {
  return process.channel === undefined ? guard() : runCommandBody(body);
}

/**
 * Removes what is not to outlive the command, also where the command is killed.
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string} folder a state folder
 * @param {{ isThrowAway: boolean }} options else only the note that a stack is up
 */
export function removeStateAtEnd(lifetime, folder, { isThrowAway }) {
  const state = { folder, isThrowAway };
  if (lifetime.isGuarded) process.send?.(state);
  lifetime.defer(async () => {
    // The guardian does so later, when nothing of the group can write there any more.
    if (!lifetime.isGuarded) await removeState(state);
  });
}

/**
 * Runs this command once more, as the leader of a new group, and ends with its exit code.
 *
 * @param {{ execPath?: string, env?: NodeJS.ProcessEnv }} [options] `execPath`: another Node
 * @returns {Promise<never>}
 */
export async function guard(options) {
  const command = fork(String(process.argv[1]), process.argv.slice(2), {
    ...options,
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const name of signals) {
    let passedOnAt = -Infinity;
    process.on(name, () => {
      if (performance.now() - passedOnAt < SAME_SIGNAL_MS) return;
      passedOnAt = performance.now();
      command.kill(name);
    });
  }
  /** @type {Parameters<typeof removeState>[0][]} */
  const states = [];
  command.on('message', (state) => states.push(/** @type {any} */ (state)));
  const [code, signal] = await once(command, 'exit');
  if (command.pid !== undefined) await endGroup(command.pid);
  for (const state of states) await removeState(state);
  process.exit(code ?? 128 + os.constants.signals[/** @type {NodeJS.Signals} */ (signal)]);
}

/**
 * Ends all processes of a group: asks, waits, then kills. PostgreSQL understands SIGINT as "now, and in good order".
 *
 * @param {number} group the pid of its leader
 */
async function endGroup(group) {
  const deadline = Date.now() + GRACE_MS;
  for (let signal = /** @type {NodeJS.Signals | 0} */ ('SIGINT'); ; signal = 0) {
    const isLate = Date.now() > deadline;
    try {
      process.kill(-group, isLate ? 'SIGKILL' : signal);
    } catch {
      return; // Nobody is left.
    }
    // Killed ones that nobody collects (a container without an init) keep the group's number for ever.
    if (isLate) return;
    await delay(50);
  }
}
