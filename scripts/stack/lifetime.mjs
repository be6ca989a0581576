import { fileFault } from '../setup/file-fault.mjs';
import { LaunchError } from '../setup/launch-error.mjs';

const SIGNALS = /** @type {const} */ ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 });

/**
 * @typedef {object} Undo
 * @property {() => Promise<void>} orderly
 * @property {() => Promise<void>} [hurried] when Ctrl-C is pressed again
 */

/**
 * What a command has to undo before it ends, however it ends: normally, by an error, by a signal.
 */
export class Lifetime {
  /** @type {Undo[]} */
  #undos = [];
  /** @type {Promise<void> | null} */
  #ending = null;
  #abort = new AbortController();

  /** The exit code after a signal; null is the usual 128 + its number. @type {number | null} */
  exitCodeWhenInterrupted = null;

  /** Ends commands that were started for this one (npm, Go). */
  get signal() {
    return this.#abort.signal;
  }

  get isEnding() {
    return this.#ending !== null;
  }

  /**
   * @param {() => Promise<void>} orderly
   * @param {() => Promise<void>} [hurried]
   */
  defer(orderly, hurried) {
    this.#undos.push(hurried === undefined ? { orderly } : { orderly, hurried });
  }

  /** Undoes everything once, the last first. */
  end() {
    this.#ending ??= (async () => {
      this.#abort.abort();
      for (const { orderly } of this.#undos.reverse()) await orderly();
    })();
    return this.#ending;
  }

  async hurry() {
    await Promise.all(this.#undos.map(({ hurried }) => hurried?.()));
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
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (lifetime.isEnding) {
        console.error('Stopping at once.');
        void lifetime.hurry().finally(() => process.exit(128 + number));
        return;
      }
      if (name === 'SIGINT') console.error('\nStopping (Ctrl-C again to stop at once) ...');
      void leave(lifetime.exitCodeWhenInterrupted ?? 128 + number);
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
