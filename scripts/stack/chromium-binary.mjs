import { withProgressMessages } from '../setup/progress-messages.mjs';
import { administratorWithApt, firstThatRuns, installPackage, thisMachine } from './apt.mjs';

/** As Linux distributions and Google name it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * A Chromium for the browser tests: the one that CHROMIUM_PATH names, else one on PATH, else an installation with apt
 * where that needs no password. Unlike the services it can be done without, so none is a reason and no error.
 *
 * @param {{ say?: (text: string) => void, machine?: import('./apt.mjs').Machine, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ binary: string } | { binary: null, reason: string }>}
 */
export async function findChromium({ say = console.log, machine = thisMachine, env = process.env } = {}) {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (await machine.doesRun(named)) return { binary: named };
    return { binary: null, reason: `CHROMIUM_PATH is ${named}, which does not run` };
  }
  const present = await firstThatRuns(machine, NAMES);
  if (present !== null) return { binary: present };

  const asAdministrator = await administratorWithApt(machine);
  if (asAdministrator === null)
    return { binary: null, reason: 'there is no Chromium: install one or set CHROMIUM_PATH' };
  const output = await withProgressMessages('Installing Chromium with apt', say, () =>
    installPackage(asAdministrator, 'chromium'),
  );
  const installed = await firstThatRuns(machine, NAMES);
  if (installed === null) {
    return { binary: null, reason: `apt brought no Chromium that runs: ${output.trim().split('\n').at(-1) ?? ''}` };
  }
  say(`Chromium is installed as ${installed}.`);
  return { binary: installed };
}
