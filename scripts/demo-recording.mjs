import './setup/node-version.mjs';
import { readArguments } from './cli/arguments.mjs';
import { Checks } from './demo/checks.mjs';
import { startDemoStack } from './demo/demo-stack.mjs';
import { playRecording } from './demo/recording-playback.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { inRepository } from './setup/repository.mjs';
import { runInGroup } from './stack/process-group.mjs';

const help = `npm run demo:recording

Starts the whole system on fresh sample data, with a server that stands in for the telephony provider; clicks play ten
times at once on a call whose recording comes slowly, shows that everybody is told when to come back and that there was
one download, plays it, seeks in it, checks every byte, and takes everything down again. It uses its own PostgreSQL, Redis
and Temporal, on free ports; services, settings and a provider in the environment are ignored.
`;

/** @type {(text: string) => void} */
const say = console.log;

await runInGroup(async (lifetime) => {
  readArguments({ help, options: {} });
  const stack = await startDemoStack({ lifetime, purpose: 'demo-recording', sampleLeads: 0, say });
  const { first, second, recordingProvider: provider, whileAllLive } = stack;
  if (provider === null) throw new LaunchError('The stack has come up without the stand-in for the provider.');

  const { sampleCalls } = await import(inRepository('dist', 'db', 'repositories', 'sample-calls.js'));
  const call = sampleCalls(1).find((/** @type {{ kind: string }} */ { kind }) => kind === 'slow');
  const checks = new Checks(say);
  await whileAllLive(playRecording({ first, second, call, provider, checks, say }));
  checks.finish();
  return 0;
});
