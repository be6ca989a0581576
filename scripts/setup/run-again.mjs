import { spawn } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { environmentUnder } from './fetch-node.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** Set for the second process alone. */
const RUN_AGAIN = 'BULKGATE_RUN_AGAIN';
/** A terminal gives Ctrl-C to both processes. The one passed on waits for the other, and is dropped if that came recently. */
const PASSED_ON_AFTER_MS = 200;
const SAME_SIGNAL_MS = 2_000;

/**
 * Runs this process's command once more under another Node, on the same terminal, with the signals that this process gets.
 *
 * @param {string} node
 * @returns {Promise<number>} its exit code (128 + n after signal n, like a shell)
 */
export function runAgainUnder(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...environmentUnder(node), [RUN_AGAIN]: '1' },
  });
  for (const name of SIGNALS) process.on(name, () => child.connected && child.send(name));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal])));
  });
}

/** In the second process: acts on the signals that the first one was sent, and ends when that one was killed. */
export function followFirstProcess() {
  if (process.env[RUN_AGAIN] === undefined) return;
  delete process.env[RUN_AGAIN];
  /** @type {Map<string, number>} */
  const receivedAtMs = new Map();
  for (const name of SIGNALS) {
    process.on(name, () => {
      receivedAtMs.set(name, performance.now());
      // Without a handler of the command's own, the signal ends it as it would have without this one.
      if (process.listenerCount(name) === 1) process.exit(128 + os.constants.signals[name]);
    });
  }
  process.on('message', (/** @type {NodeJS.Signals} */ name) => {
    setTimeout(() => {
      const wasReceived = performance.now() - (receivedAtMs.get(name) ?? -Infinity) < SAME_SIGNAL_MS;
      if (!wasReceived) process.kill(process.pid, name);
    }, PASSED_ON_AFTER_MS);
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
