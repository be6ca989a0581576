import './setup/node-version.mjs';
import { readArguments } from './cli/arguments.mjs';
import { ApiClient } from './demo/api-client.mjs';
import { Checks } from './demo/checks.mjs';
import { startDemoStack, whileAllLive } from './demo/demo-stack.mjs';
import { playRecording } from './demo/recording-playback.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { inRepository } from './setup/repository.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { makeThrowAwayFolder } from './stack/throw-away.mjs';
import { signToken } from './stack/token.mjs';

const help = `npm run demo:recording

Starts the whole system on fresh sample data, with a server that stands in for the telephony provider; clicks play ten
times at once on a call whose recording comes slowly, shows that everybody is told when to come back and that there was
one download, plays it, seeks in it, checks every byte, and takes everything down again.

On services named in DATABASE_URL, REDIS_URL or TEMPORAL_ADDRESS it makes a database, takes an empty logical database and
makes a namespace of its own, and gives them back. No other provider is asked than the one that it starts.
`;

/** @type {(text: string) => void} */
const say = console.log;

await runCommandBody(async (lifetime) => {
  readArguments({ help, options: {} });
  const { description, secret, processes } = await startDemoStack({
    ...{ lifetime, sampleLeads: 0, hasUsualPorts: false, say },
    makeFolder: () => makeThrowAwayFolder('demo-recording'),
    env: process.env,
  });
  const { recordingProvider: provider } = description;
  if (provider === null) throw new LaunchError('The stack has come up without the stand-in for the provider.');

  const { sampleCalls } = await import(inRepository('dist', 'db', 'repositories', 'sample-calls.js'));
  const call = sampleCalls(1).find((/** @type {{ kind: string }} */ { kind }) => kind === 'slow');
  const clientOf = (/** @type {number} */ businessId) =>
    new ApiClient(description.api, signToken({ secret, businessId, role: 'operator' }));
  const checks = new Checks(say);
  const work = playRecording({ first: clientOf(1), second: clientOf(2), call, provider, checks, say });
  await whileAllLive(processes, work);

  if (checks.broken.length > 0) {
    throw new LaunchError(`\nNOT as promised: ${checks.broken.length} of ${checks.count} checks have failed.`);
  }
  say(
    `\nAll as promised, ${checks.count} of ${checks.count}. Next: npm start keeps the system running, sample calls included.`,
  );
  return 0;
});
