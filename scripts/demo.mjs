import './setup/node-version.mjs';
import { readArguments, wholeNumber } from './cli/arguments.mjs';
import { deleteAllLeads } from './demo/bulk-delete.mjs';
import { Checks } from './demo/checks.mjs';
import { startDemoStack } from './demo/demo-stack.mjs';
import { runInGroup } from './stack/process-group.mjs';

const help = `npm run demo -- [--leads N] [--throttle-ms N]

Starts the whole system on fresh sample data, deletes all leads of business 1 through the HTTP API, presses the button a
second time meanwhile, shows progress and a summary, and takes everything down again. It uses its own PostgreSQL, Redis and
Temporal, on free ports; services and settings in the environment are ignored.

  --leads N         leads of business 1 (5000); business 2 gets 500
  --throttle-ms N   pause between batches, 0 to 60000 (the policy's 200)
`;

/** @type {(text: string) => void} */
const say = console.log;

await runInGroup(async (lifetime) => {
  const { leads = '5000', 'throttle-ms': throttle } = readArguments({
    help,
    options: { leads: { type: 'string' }, 'throttle-ms': { type: 'string' } },
  });
  const sampleLeads = wholeNumber('--leads', leads, { min: 0, max: 10_000_000 });
  const throttleMs =
    throttle === undefined ? undefined : wholeNumber('--throttle-ms', throttle, { min: 0, max: 60_000 });
  const { first, second, whileAllLive } = await startDemoStack({ lifetime, purpose: 'demo', sampleLeads, say });
  const checks = new Checks(say);
  await whileAllLive(deleteAllLeads({ first, second, throttleMs, checks, say }));
  checks.finish();
  return 0;
});
