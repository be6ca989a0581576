import './setup/node-version.mjs';
import { environmentUnder, fetchNode } from './setup/fetch-node.mjs';
import { usageError } from './setup/launch-error.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runInGroup } from './stack/process-group.mjs';

// Runs a command under another Node than the machine's: node scripts/with-node.mjs 22.19.0 npm test -- gate

await runInGroup(async (lifetime) => {
  const [version, command, ...args] = process.argv.slice(2);
  if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version) || command === undefined) {
    throw usageError('Usage: node scripts/with-node.mjs VERSION COMMAND [ARGUMENT ...], for example 22.19.0 npm test');
  }
  return runInForeground(lifetime, command, args, { env: environmentUnder(await fetchNode(version)) });
});
