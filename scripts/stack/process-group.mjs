import { setTimeout as delay } from 'node:timers/promises';
import { identityOf } from '../setup/process-identity.mjs';

const GRACE_MS = 5000;

/**
 * Ends all processes of a group: asks, waits, then kills.
 *
 * @param {number} group the pid of the process that was started with a group of its own
 */
export async function endGroup(group) {
  const deadline = Date.now() + GRACE_MS;
  for (let signal = /** @type {NodeJS.Signals | 0} */ ('SIGTERM'); ; signal = 0) {
    try {
      process.kill(-group, Date.now() > deadline ? 'SIGKILL' : signal);
    } catch {
      return;
    }
    // Killed ones that nobody collects (a container without an init) keep the group's number for ever.
    if (Date.now() > deadline) return;
    await delay(50);
  }
}

/**
 * The same by the note of its first process, which may be dead while others of the group live on. While one of them does,
 * the system gives that number to no other process: if another has it, the group is gone.
 *
 * @param {import('../setup/process-identity.mjs').ProcessName} noted
 */
export async function endNotedGroup({ pid, identity }) {
  const now = identityOf(pid);
  if (now === null || now === identity) await endGroup(pid);
}
