import { LaunchError } from '../setup/launch-error.mjs';
import { inRepository } from '../setup/repository.mjs';
import { readTrail, stopAll } from '../stack/pid-trail.mjs';
import { isSameProcess } from '../setup/process-identity.mjs';
import { readDescription, removeStateFolder } from '../stack/state-folder.mjs';
import { giveBackOwnParts } from './own-services.mjs';

/** Where `npm run demo -- --keep` leaves its stack. */
export const keptFolder = inRepository('.local-demo');

/** Makes room for a new kept stack: refused while one is up, cleared when its processes are gone. */
export async function clearKeptFolder() {
  const trail = readTrail(keptFolder);
  const launcher = trail?.launcher;
  if (trail?.processes.some(isSameProcess) === true || (launcher && isSameProcess(launcher))) {
    throw new LaunchError('A demo is still running with --keep. Stop it first: npm run demo -- --stop');
  }
  await removeStateFolder(keptFolder);
}

/** @param {(text: string) => void} say */
export async function stopKeptStack(say) {
  const trail = readTrail(keptFolder);
  const launcher = trail?.launcher;
  if (launcher && isSameProcess(launcher)) {
    throw new LaunchError(`The demo is still at work (process ${launcher.pid}). Stop it with Ctrl-C where it runs.`);
  }
  const alive = trail?.processes.filter(isSameProcess) ?? [];
  if (alive.length > 0) say(`Stopping ${alive.map(({ name }) => name).join(', ')} ...`);
  await stopAll(alive);
  const description = await readDescription(keptFolder);
  if (description !== null) await giveBackOwnParts(description, process.env);
  await removeStateFolder(keptFolder);
  say(alive.length > 0 ? 'The demo is stopped.' : 'No demo is running.');
}
