import './setup/node-version.mjs';
import { readArguments, wholeNumber } from './cli/arguments.mjs';
import { ApiClient } from './demo/api-client.mjs';
import { deleteAllLeads } from './demo/bulk-delete.mjs';
import { startDemoStack, whileAllLive } from './demo/demo-stack.mjs';
import { clearKeptFolder, keptFolder, stopKeptStack } from './demo/kept-stack.mjs';
import { Promises } from './demo/promises.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { makeThrowAwayFolder } from './stack/throw-away.mjs';
import { signToken } from './stack/token.mjs';

const help = `npm run demo -- [--leads N] [--throttle-ms N] [--keep] | --stop

Starts the whole system on fresh sample data, deletes all leads of business 1 through the HTTP API, presses the button a
second time meanwhile, shows progress and a summary, and takes everything down again.

On services named in DATABASE_URL, REDIS_URL or TEMPORAL_ADDRESS it makes a database, takes an empty logical database and
makes a namespace of its own, and gives them back.

  --leads N         leads of business 1 (5000); business 2 gets 500
  --throttle-ms N   pause between batches, 0 to 60000 (the policy's 200)
  --keep            leave the system running afterwards, to look around
  --stop            stop what --keep left running, and delete its data
`;

/** @type {(text: string) => void} */
const say = console.log;

await runCommandBody(async (lifetime) => {
  const options = readArguments({
    help,
    options: {
      leads: { type: 'string' },
      'throttle-ms': { type: 'string' },
      keep: { type: 'boolean' },
      stop: { type: 'boolean' },
    },
  });
  const sampleLeads = wholeNumber('--leads', options.leads ?? '5000', { min: 0, max: 10_000_000 });
  const throttle = options['throttle-ms'];
  const throttleMs =
    throttle === undefined ? undefined : wholeNumber('--throttle-ms', throttle, { min: 0, max: 60_000 });
  const isKept = options.keep === true;
  if (options.stop === true) {
    await stopKeptStack(say);
    return 0;
  }

  const makeFolder = async () => {
    if (!isKept) return makeThrowAwayFolder('demo');
    await clearKeptFolder();
    return keptFolder;
  };
  const { description, secret, processes } = await startDemoStack({
    ...{ lifetime, makeFolder, sampleLeads, env: process.env, say },
    hasUsualPorts: isKept,
  });

  const promises = new Promises();
  const clientOf = (/** @type {number} */ businessId) =>
    new ApiClient(description.api, signToken({ secret, businessId, role: 'operator' }));
  const work = deleteAllLeads({ first: clientOf(1), second: clientOf(2), throttleMs, isKept, promises, say });
  await whileAllLive(processes, work);

  if (promises.broken.length > 0) {
    throw new LaunchError(`\nNOT as promised:\n${promises.broken.map((text) => `  - ${text}`).join('\n')}`);
  }
  if (!isKept) {
    say('\nAll as promised. Next: npm start keeps the system running; npm run demo -- --keep leaves this one up.');
    return 0;
  }
  say(`
All as promised. The system is left running:
  API docs         ${description.api}/docs
  Temporal Web UI  ${description.temporalUi ?? '(of the server named in TEMPORAL_ADDRESS)'}
  Token            STATE_DIR=.local-demo npm run -s token -- --business 1 --role operator
Stop it with:      npm run demo -- --stop`);
  processes.leaveRunning();
  lifetime.release();
  return 0;
});
