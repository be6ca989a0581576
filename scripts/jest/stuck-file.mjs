import { readFileSync, writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

// Jest's time-outs are timers of the thread that runs the tests. What never gives that thread back (an endless loop, a
// native call that waits for ever) keeps them from firing too, and the run stands still without a word until whoever
// started it gives up. Another thread looks instead.

/** Five times what the longest file takes; a long form may take longer. */
const LIMIT_MS = (process.env.TEST_LONG ? 60 : 15) * 60_000;

/** @type {Worker | undefined} */
let thread;

/**
 * Kills this process, and with it one test file, when that file takes longer than any does.
 *
 * @param {string | null} file the one that runs now, for the message; null: none does
 * @param {number} [limitMs]
 */
export function watchForStuck(file, limitMs = LIMIT_MS) {
  thread ??= new Worker(new URL(import.meta.url), { workerData: process.pid, execArgv: [] });
  thread.unref();
  thread.postMessage({ file, limitMs });
}

if (!isMainThread) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  parentPort?.on('message', ({ file, limitMs }) => {
    clearTimeout(timer);
    if (file !== null) timer = setTimeout(kill, limitMs, file);
  });
}

/** @param {string} file */
function kill(file) {
  // By hand: this thread's stream of errors goes through the one that is stuck.
  writeSync(2, `${file} is stuck: killed. Its thread is in state ${stateOf(workerData)}.\n`);
  process.kill(workerData, 'SIGKILL');
}

/** @param {number} pid @returns which of the two it is: a loop runs, what waits sleeps */
function stateOf(pid) {
  try {
    return /State:\s*(.*)/.exec(readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return 'unknown';
  }
}
