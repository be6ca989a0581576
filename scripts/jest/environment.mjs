import { createRequire } from 'node:module';
import { watchForStuck } from './stuck-file.mjs';

const require = createRequire(import.meta.url);
const { TestEnvironment } = /** @type {any} */ (require('jest-environment-node'));

/**
 * Runs the tests in the realm of the process, not in a context of their own: an error of Node or of a package is an
 * instance of the test's `Error`, as in the product, and packages can be shared (see runtime.mjs).
 */
export default class ProcessEnvironment extends TestEnvironment {
  #console = globalThis.console;
  #exit = process.exit;

  /** @param {any[]} args */
  constructor(...args) {
    super(...args);
    const { moduleMocker, fakeTimersModern } = /** @type {any} */ (this);
    this.global = globalThis;
    this.moduleMocker = new moduleMocker.constructor(globalThis);
    const [{ projectConfig }, { testPath }] = args;
    watchForStuck(testPath);
    this.fakeTimersModern = new fakeTimersModern.constructor({ config: projectConfig, global: globalThis });
  }

  /** Gives back what Jest replaces for each file. */
  async teardown() {
    await super.teardown();
    watchForStuck(null);
    globalThis.console = this.#console;
    process.exit = this.#exit;
  }
}
