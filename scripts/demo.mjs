import './setup/node-version.mjs';
import { readArguments, wholeNumber } from './cli/arguments.mjs';
import { usageError } from './setup/launch-error.mjs';
import { DEMONSTRATED_TYPES, runOperation } from './demo/one-operation.mjs';
import { deleteAllLeads } from './demo/bulk-delete.mjs';
import { Checks } from './demo/checks.mjs';
import { MESSAGES_TYPES, sendMessages } from './demo/messages.mjs';
import { deleteAndRestore } from './demo/undo.mjs';
import { startDemoStack } from './demo/demo-stack.mjs';
import { runInGroup } from './stack/process-group.mjs';

const help = `npm run demo -- [--operation TYPE | --undo] [--leads N] [--throttle-ms N]

Starts the whole system on fresh sample data, deletes all leads of business 1 through the HTTP API, presses the button a
second time meanwhile, shows progress and a summary, and takes everything down again. It uses its own PostgreSQL, Redis and
Temporal, on free ports; services and settings in the environment are ignored.

  --operation TYPE  delete_leads_bulk (without it), ${[...DEMONSTRATED_TYPES, ...MESSAGES_TYPES].join(', ')}
  --undo            deletes all leads, reads who they were and who deleted them, and brings them back
  --leads N         leads of business 1 (5000); business 2 gets 500
  --throttle-ms N   pause between batches, 0 to 60000 (the policy's 200)
`;

const DELETE_LEADS = 'delete_leads_bulk';

/** @type {(text: string) => void} */
const say = console.log;

await runInGroup(async (lifetime) => {
  const {
    leads = '5000',
    operation = DELETE_LEADS,
    undo = false,
    'throttle-ms': throttle,
  } = readArguments({
    help,
    options: {
      ...{ operation: { type: 'string' }, undo: { type: 'boolean' } },
      ...{ leads: { type: 'string' }, 'throttle-ms': { type: 'string' } },
    },
  });
  const types = [DELETE_LEADS, ...DEMONSTRATED_TYPES, ...MESSAGES_TYPES];
  if (!types.includes(operation)) {
    throw usageError(`--operation must be one of ${types.join(', ')}, not "${operation}".`);
  }
  if (undo && operation !== DELETE_LEADS)
    throw usageError(`--undo undoes a ${DELETE_LEADS}: it goes without --operation.`);
  const sampleLeads = wholeNumber('--leads', leads, { min: 0, max: 10_000_000 });
  const throttleMs =
    throttle === undefined ? undefined : wholeNumber('--throttle-ms', throttle, { min: 0, max: 60_000 });
  const stack = await startDemoStack({ lifetime, purpose: 'demo', sampleLeads, say });
  const { first, second, admin, messagingProvider, whileAllLive } = stack;
  const checks = new Checks(say);
  const demo = { first, second, throttleMs, checks, say };
  await whileAllLive(
    undo
      ? deleteAndRestore({ ...demo, admin })
      : operation === DELETE_LEADS
        ? deleteAllLeads(demo)
        : MESSAGES_TYPES.includes(operation)
          ? sendMessages({
              ...{ ...demo, provider: messagingProvider ?? '' },
              type: /** @type {import('./demo/messages.mjs').MessagesType} */ (operation),
            })
          : runOperation({
              ...demo,
              type: /** @type {import('./demo/one-operation.mjs').DemonstratedType} */ (operation),
            }),
  );
  checks.finish();
  return 0;
});
