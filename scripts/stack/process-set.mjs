import { STOP_ORDER, claimFolder, removeTrail, writeTrail } from './pid-trail.mjs';
import { identityOf } from '../setup/process-identity.mjs';
import { removeDescription, removeStateFolder } from './state-folder.mjs';
import { startWatchdog } from './watchdog.mjs';

/** @typedef {import('./processes.mjs').RunningProcess} RunningProcess */

/** @type {Record<string, string>} */
const NAME_IN_DESCRIPTION = { PostgreSQL: 'postgres' };
const HURRIED_GRACE_MS = 3000;

/**
 * The processes of one stack, noted on disk as they start, and taken down together in order: by `stop`, or by the watchdog
 * when this process is killed.
 */
export class ProcessSet {
  /** @type {RunningProcess[]} */
  #running = [];
  #isEnding = false;
  #folder;
  #trail;
  #watchdog;

  /**
   * @param {string} folder
   * @param {import('./pid-trail.mjs').Trail} trail
   */
  constructor(folder, trail) {
    this.#folder = folder;
    this.#trail = trail;
    this.#watchdog = startWatchdog(folder);
  }

  /**
   * @param {string} folder the state folder; refused while another stack lives in it
   * @param {{ isThrowAway?: boolean, say?: (text: string) => void }} [options] a throw-away folder is removed at the end
   */
  static async open(folder, { isThrowAway = false, say = console.log } = {}) {
    return new ProcessSet(folder, await claimFolder(folder, { isThrowAway, say }));
  }

  /**
   * To be given to each starter as `started`.
   *
   * @type {(service: RunningProcess) => void}
   */
  add = (service) => {
    this.#running.push(service);
    const { name, pid, identity, stopSignal } = service;
    this.#note({ name, pid, identity, stopSignal });
    // A start that was under way when the stack was taken down.
    if (this.#isEnding) void service.kill();
  };

  /**
   * Notes a command that works with these processes, so that it and what it started do not outlive a launcher that is
   * killed. While the launcher lives, whoever started the command ends it.
   *
   * @param {number} pid of a process with a group of its own
   */
  noteCommand(pid) {
    this.#note({ name: 'Command', pid, identity: identityOf(pid), stopSignal: 'SIGTERM' });
  }

  /** @param {import('./pid-trail.mjs').NotedProcess} noted */
  #note(noted) {
    this.#trail.processes.push(noted);
    writeTrail(this.#folder, this.#trail);
  }

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

  /** Stops all in order and gives the folder free. */
  async stop() {
    this.#isEnding = true;
    for (const step of STOP_ORDER) {
      await Promise.all(this.#running.filter(({ name }) => step.includes(name)).map((service) => service.stop()));
    }
    await this.#leaveFolder();
  }

  /** The same at once and without asking: for state that is thrown away, and for people in a hurry. */
  async kill() {
    this.#isEnding = true;
    await Promise.all(
      this.#running.map((service) =>
        // A killed PostgreSQL leaves a segment of System V shared memory behind until the machine is restarted.
        service.name === 'PostgreSQL' ? service.stop(HURRIED_GRACE_MS) : service.kill(),
      ),
    );
    await this.#leaveFolder();
  }

  async #leaveFolder() {
    this.#watchdog.dismiss();
    await removeDescription(this.#folder);
    removeTrail(this.#folder);
    if (this.#trail.isThrowAway) await removeStateFolder(this.#folder);
  }
}
