import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { makeFolder } from '../setup/make-folder.mjs';
import { makeOwnerFile, removeOwnerFile } from '../setup/owner-file.mjs';
import { identityOf, isSameProcess } from '../setup/process-identity.mjs';
import { endNotedGroup } from './process-group.mjs';
import { stopNoted } from './processes.mjs';
import { readDescription } from './state-folder.mjs';

/**
 * @typedef {object} NotedProcess
 * @property {string} name
 * @property {number} pid
 * @property {string | null} identity
 * @property {NodeJS.Signals} stopSignal
 *
 * @typedef {object} Trail
 * @property {{ pid: number, identity: string | null } | null} launcher null when the launcher left its stack running on purpose
 * @property {boolean} isThrowAway the folder goes with its processes
 * @property {NotedProcess[]} processes
 */

const REST_MS = 20;

/**
 * The order in which a stack is taken down: who uses a service goes before it. PostgreSQL last, so that nothing that ends
 * in an orderly way is cut off from where it writes that down.
 */
export const STOP_ORDER = [['Command'], ['API', 'Worker'], ['Provider'], ['Temporal'], ['Redis'], ['PostgreSQL']];

/**
 * Claims a state folder for this process. Refused while another launcher or a stack left running on purpose lives there;
 * what a killed launcher left behind is stopped first.
 *
 * @param {string} folder
 * @param {{ isThrowAway: boolean, say: (text: string) => void }} options
 * @returns {Promise<Trail>}
 */
export async function claimFolder(folder, { isThrowAway, say }) {
  makeFolder(folder);
  for (;;) {
    /** @type {Trail} */
    const trail = { launcher: { pid: process.pid, identity: identityOf(process.pid) }, isThrowAway, processes: [] };
    if (makeOwnerFile(trailFile(folder), JSON.stringify(trail))) return trail;
    await clearFormer(folder, say);
    // A rest, in which a signal is heard.
    await delay(REST_MS);
  }
}

/**
 * @param {string} folder
 * @param {(text: string) => void} say
 */
async function clearFormer(folder, say) {
  const text = readTrailText(folder);
  if (text === null) {
    if (isNameTaken(trailFile(folder))) throw new LaunchError(`${trailFile(folder)} cannot be read: remove it.`);
    return;
  }
  const former = parseTrail(text);
  const alive = former?.processes.filter(isSameProcess) ?? [];
  if (former?.launcher && isSameProcess(former.launcher)) {
    throw new LaunchError(
      `A stack is already running on ${folder} (process ${former.launcher.pid})${await addressOf(folder)}.\n` +
        'Stop it with Ctrl-C where it runs, or start a second one beside it: STATE_DIR=.local-2 npm start',
    );
  }
  if (alive.length > 0) {
    say(`The last launcher here was killed and left running: ${namesOf(alive)}. Stopping that first.`);
    await stopAll(alive);
  }
  removeOwnerFile(trailFile(folder), text);
}

/** @param {string} file */
function isNameTaken(file) {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === false;
}

/** @param {string} folder */
async function addressOf(folder) {
  const description = await readDescription(folder);
  return description === null ? '' : `: ${description.api}`;
}

/** @param {readonly NotedProcess[]} processes */
function namesOf(processes) {
  return processes.map(({ name, pid }) => `${name} ${pid}`).join(', ');
}

/**
 * @param {string} folder
 * @returns {Trail | null}
 */
export function readTrail(folder) {
  const text = readTrailText(folder);
  return text === null ? null : parseTrail(text);
}

/** @param {string} folder */
function readTrailText(folder) {
  try {
    return readFileSync(trailFile(folder), 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @returns {Trail | null}
 */
function parseTrail(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Synchronous on purpose: between the start of a process and the note of it nothing else may happen.
 *
 * @param {string} folder
 * @param {Trail} trail
 */
export function writeTrail(folder, trail) {
  const unfinished = `${trailFile(folder)}.new`;
  writeFileSync(unfinished, JSON.stringify(trail), { mode: 0o600 });
  renameSync(unfinished, trailFile(folder));
}

/** @param {string} folder */
export function removeTrail(folder) {
  rmSync(trailFile(folder), { force: true });
}

/**
 * Stops noted processes in order; those of one step at the same time. A command goes with all that it has started: the
 * servers of a test run are noted by nobody.
 *
 * @param {readonly NotedProcess[]} processes
 */
export async function stopAll(processes) {
  for (const step of STOP_ORDER) {
    const ofStep = processes.filter(({ name }) => step.includes(name));
    await Promise.all(ofStep.map((noted) => (noted.name === 'Command' ? endNotedGroup(noted) : stopNoted(noted))));
  }
}

/** @param {string} folder */
function trailFile(folder) {
  return path.join(folder, 'pids.json');
}
