/** @typedef {import('./processes.mjs').RunningProcess} RunningProcess */

/** @type {Record<string, string>} */
const NAME_IN_DESCRIPTION = { PostgreSQL: 'postgres' };

/**
 * The order in which a stack is taken down: who uses a service goes before it. PostgreSQL last, so that nothing that ends
 * in an orderly way is cut off from where it writes that down.
 */
const STOP_ORDER = [['API', 'Worker'], ['Provider', 'Messages'], ['Temporal'], ['Redis'], ['PostgreSQL']];

/** The processes of one stack, taken down together. */
export class ProcessSet {
  /** @type {RunningProcess[]} */
  #running = [];
  #isEnding = false;

  /**
   * To be given to each starter as `started`.
   *
   * @type {(service: RunningProcess) => void}
   */
  add = (service) => {
    this.#running.push(service);
    // A start that was under way when the stack was taken down.
    if (this.#isEnding) void service.kill();
  };

  /** @returns {Record<string, number>} for stack.json */
  get pids() {
    return Object.fromEntries(
      this.#running
        .filter((service) => service.howItEnded() === null)
        .map(({ name, pid }) => [NAME_IN_DESCRIPTION[name] ?? name.toLowerCase(), pid]),
    );
  }

  /** Resolves with the first process that ends although nobody asked it to. @returns {Promise<RunningProcess>} */
  firstToDie() {
    return new Promise((resolve) => {
      for (const service of this.#running) {
        void service.exited.then(() => {
          if (!this.#isEnding) resolve(service);
        });
      }
    });
  }

  /** Stops all in order. */
  async stop() {
    this.#isEnding = true;
    for (const step of STOP_ORDER) {
      await Promise.all(this.#running.filter(({ name }) => step.includes(name)).map((service) => service.stop()));
    }
  }

  /** Stops all at once and without asking: for state that is thrown away. */
  async kill() {
    this.#isEnding = true;
    // A killed PostgreSQL leaves a segment of System V shared memory behind until the machine is restarted.
    await Promise.all(this.#running.map((one) => (one.name === 'PostgreSQL' ? one.stop(3_000) : one.kill())));
  }
}
