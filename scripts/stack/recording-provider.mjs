import '../setup/node-version.mjs';
import { readArguments, wholeNumber } from '../cli/arguments.mjs';
import { LaunchError, usageError } from '../setup/launch-error.mjs';
import { runCommandBody } from './lifetime.mjs';
import { modes } from './recording-provider/modes.mjs';
import { startRecordingProvider } from './recording-provider/server.mjs';

const help = `node scripts/stack/recording-provider.mjs [--port N] [--user U --password P]

Stands in for the telephony provider: serves generated, playable audio on 127.0.0.1, well or badly as the path asks:
  /<mode>/<name>.wav or .mp3, its size with ?bytes=N or ?seconds=N. The same name is the same audio in every mode.
When it listens it prints one line, {"url":"http://127.0.0.1:PORT"}. SIGTERM or Ctrl-C ends it.

  --port N       a free one unless given
  --user U, --password P
                 basic credentials wanted for everything

Modes:
${Object.entries(modes)
  .map(([mode, { about }]) => `  ${mode.padEnd(14)} ${about}`)
  .join('\n')}

GET /-/seen tells for each path how many requests came, how many at once and how many with credentials.
`;

await runCommandBody(async (lifetime) => {
  lifetime.exitCodeWhenInterrupted = 0;
  const options = readArguments({
    help,
    options: { port: { type: 'string' }, user: { type: 'string' }, password: { type: 'string' } },
  });
  const port = wholeNumber('--port', options.port ?? '0', { min: 0, max: 65_535 });
  const { user, password } = options;
  if ((user === undefined) !== (password === undefined)) {
    throw usageError(`${user === undefined ? '--user' : '--password'} is missing: credentials are both of them.`);
  }
  const credentials = user === undefined || password === undefined ? {} : { credentials: { user, password } };
  const provider = await startRecordingProvider({ port, ...credentials }).catch((error) => {
    throw new LaunchError(`The provider cannot listen on port ${port}: ${error.message}`);
  });
  lifetime.defer(provider.close);
  console.log(JSON.stringify({ url: provider.url }));
  return new Promise(() => undefined);
});
