import os from 'node:os';
import { fileFault } from '../setup/file-fault.mjs';
import { LaunchError } from '../setup/launch-error.mjs';

/** Those that ask a command to end. */
export const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * What a command has to undo before it ends, however it ends: normally, by an error, by a signal.
 */
export class Lifetime {
  /** @type {(() => Promise<void>)[]} */
  #undos = [];
  /** @type {Promise<void> | null} */
  #ending = null;

  /** The exit code after a signal; null is the usual 128 + its number. @type {number | null} */
  exitCodeWhenInterrupted = null;

  /** Whether a guardian lives that ends the process group of this command and removes what it leaves. */
  isGuarded = false;

  get isEnding() {
    return this.#ending !== null;
  }

  /** @param {() => Promise<void>} undo */
  defer(undo) {
    this.#undos.push(undo);
  }

  /** Undoes everything once, the last first. */
  end() {
    this.#ending ??= (async () => {
      for (const undo of this.#undos.reverse()) await undo();
    })();
    return this.#ending;
  }
}

/**
 * Runs a command's body and ends this process with its exit code, after everything deferred was undone.
 *
 * @param {(lifetime: Lifetime) => Promise<number>} body
 * @returns {Promise<never>}
 */
export async function runCommandBody(body) {
  const lifetime = new Lifetime();
  const leave = async (/** @type {number} */ code) => {
    try {
      await lifetime.end();
    } catch (error) {
      report(error);
      code ||= 1;
    }
    process.exit(code);
  };
  for (const name of signals) {
    const interrupted = 128 + os.constants.signals[name];
    process.on(name, () => {
      if (lifetime.isEnding) {
        console.error('Stopping at once.');
        process.exit(interrupted);
      }
      if (name === 'SIGINT') console.error('\nStopping (Ctrl-C again to stop at once) ...');
      void leave(lifetime.exitCodeWhenInterrupted ?? interrupted);
    });
  }
  if (process.channel !== undefined) {
    lifetime.isGuarded = true;
    process.once('disconnect', () => {
      lifetime.isGuarded = false;
      process.once('exit', () => process.kill(-process.pid, 'SIGKILL'));
      process.emit('SIGTERM');
    });
  }
  const fail = (/** @type {unknown} */ error) => {
    if (lifetime.isEnding) return;
    report(error);
    void leave(error instanceof LaunchError ? error.exitCode : 1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  try {
    const code = await body(lifetime);
    if (!lifetime.isEnding) await leave(code);
  } catch (error) {
    fail(error);
  }
  // The process ends while whoever called waits.
  return new Promise(() => undefined);
}

/** @param {unknown} error */
function report(error) {
  console.error(error instanceof LaunchError ? error.message : (fileFault(error) ?? error));
}
