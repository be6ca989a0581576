import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { logTail, rotateLog } from './log-tail.mjs';

/**
 * @typedef {object} ProcessOptions
 * @property {string} name what people call it, for example `Redis`
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} logFile its standard output and error are appended here
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {NodeJS.Signals} [stopSignal] asks it to end in an orderly way; SIGTERM unless told
 * @property {((service: RunningProcess) => void) | undefined} [started] told in the same moment, long before the process is ready
 */

/**
 * @typedef {object} RunningProcess
 * @property {string} name
 * @property {number} pid
 * @property {string} logFile
 * @property {number} logStart where in it the output of this run begins
 * @property {Promise<string>} exited how it ended: `exit code 1`, `signal SIGKILL`
 * @property {() => string | null} howItEnded null while it lives
 * @property {(graceMs?: number) => Promise<void>} stop asks, waits, then kills; resolves when it is gone
 * @property {() => Promise<void>} kill SIGKILL; resolves when it is gone
 */

/** How long a service may take to end when asked, before it is killed: longer than a worker gives its batches (60 s). */
const STOP_GRACE_MS = 70_000;

/**
 * Starts a program whose output goes to a file.
 *
 * @param {ProcessOptions} options
 * @returns {RunningProcess}
 */
export function startProcess({ name, command, args, logFile, stopSignal = 'SIGTERM', started, ...rest }) {
  mkdirSync(path.dirname(logFile), { recursive: true });
  rotateLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(command, args, { ...rest, stdio: ['ignore', log, log] });
  closeSync(log);

  /** @type {string | null} */
  let end = null;
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((end ??= error.message)));
    child.once('exit', (code, signal) => resolve((end ??= signal === null ? `exit code ${code}` : `signal ${signal}`)));
  });
  if (child.pid === undefined)
    throw new LaunchError(`${name} cannot be started: ${command} is not a program that runs here.`);

  /** @type {RunningProcess} */
  const running = {
    name,
    pid: child.pid,
    logFile,
    logStart,
    exited,
    howItEnded: () => end,
    stop: async (graceMs = STOP_GRACE_MS) => {
      if (end !== null) return;
      child.kill(stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
    kill: async () => {
      if (end !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
  started?.(running);
  return running;
}

/**
 * Waits until the probe says yes. When the process dies or takes too long it is taken down, and the error shows the last
 * lines of its log.
 *
 * @param {RunningProcess} service
 * @param {() => Promise<boolean>} probe may throw while the service is not yet listening
 * @param {number} [timeoutMs]
 */
export async function waitUntilReady(service, probe, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (service.howItEnded() !== null) throw failure(service, `ended while starting (${service.howItEnded()})`);
    const isReady = await probe().catch(() => false);
    if (isReady && service.howItEnded() === null) return;
    if (Date.now() > deadline) {
      await service.kill();
      throw failure(service, `was not ready after ${Math.round(timeoutMs / 1000)} s`);
    }
    await delay(50);
  }
}

/**
 * @param {Pick<RunningProcess, 'name' | 'logFile' | 'logStart'>} service
 * @param {string} what
 */
export function failure(service, what) {
  const tail = logTail(service.logFile, { from: service.logStart });
  return new LaunchError(
    `${service.name} ${what}.${tail === '' ? '' : `\nLast lines of ${service.logFile}:\n${indent(tail)}`}`,
  );
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '  | ');
}
