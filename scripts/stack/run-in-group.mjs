import { runInForeground } from '../setup/run-command.mjs';
import { endGroup } from './process-group.mjs';

/**
 * Runs a command that starts processes of its own (test runs, the benchmark) and ends all that is left of its process
 * group when it is over, however it ended: what a crashed test started must not outlive it.
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, processes?: import('./process-set.mjs').ProcessSet }} [options] `processes`: the
 *   services it works with
 * @returns {Promise<number>} its exit code
 */
export async function runInGroup(lifetime, command, args, { processes, ...options } = {}) {
  let group = 0;
  const code = await runInForeground(command, args, {
    ...options,
    detached: true,
    started: (pid) => {
      group = pid;
      processes?.noteCommand(pid);
      lifetime.defer(() => endGroup(pid));
    },
  });
  await endGroup(group);
  return code;
}
