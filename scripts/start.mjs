import './setup/node-version.mjs';
import { failure } from './stack/processes.mjs';
import { sampleLeadsOf } from './stack/application.mjs';
import { startStack } from './stack/stack.mjs';
import { stateFolder } from './stack/state-folder.mjs';
import { readArguments } from './cli/arguments.mjs';
import { runInGroup } from './stack/process-group.mjs';

const help = `npm start

Starts BulkGate on this machine, in the foreground: PostgreSQL, Redis, Temporal with its Web UI, one API, one worker,
a server that stands in for the telephony provider, with recordings of the sample calls, and one that stands in for WhatsApp and
Twilio.
Ctrl-C stops all of it. The data stays in .local/ and is there again at the next start; delete that folder to begin anew.

Settings (environment):
  PORT           port of the API (3000, or a free one when that is busy)
  POSTGRES_PORT, REDIS_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT, METRICS_PORT, WORKER_HEALTH_PORT, WORKER_METRICS_PORT
                 the other ports (5432, 6379, 7233, 8233, 9464, 3001, 9465, or free ones)
  RECORDING_PROVIDER_PORT
                 port of the provider's stand-in (9480, or a free one); it is not started where RECORDINGS_HOST names one
  MESSAGING_PROVIDER_PORT
                 port of the stand-in for WhatsApp and Twilio (9481, or a free one); it is not started where
                 WHATSAPP_API_URL or TWILIO_API_URL names one
  STATE_DIR      folder for data and logs (.local); with another folder a second stack runs beside the first
  SAMPLE_LEADS   leads of business 1 made at the first start (5000)
  DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE
                 use these services instead of starting own ones; they are never stopped
All others are in docs/configuration.md.
`;

await runInGroup(async (lifetime) => {
  readArguments({ help, options: {} });
  const folder = stateFolder();
  const { description, processes } = await startStack({ lifetime, folder, sampleLeads: sampleLeadsOf(process.env) });
  // From here on Ctrl-C is the way to end it and no failure.
  lifetime.exitCodeWhenInterrupted = 0;
  const ofFolder = process.env['STATE_DIR'] ? `STATE_DIR=${process.env['STATE_DIR']} ` : '';
  console.log(`
BulkGate is ready: ${description.api}
  Console          ${description.api}/
  API docs         ${description.api}/docs
  Temporal Web UI  ${description.temporalUi ?? '(of the server named in TEMPORAL_ADDRESS)'}
  Recordings       ${description.recordingProvider ?? '(of the provider named in RECORDINGS_HOST)'}
  Messages         ${description.messagingProvider ?? '(of the providers named in WHATSAPP_API_URL and TWILIO_API_URL)'}
  Token            ${ofFolder}npm run -s token -- --business 1 --role operator
  Data and logs    ${folder}
Ctrl-C stops it.
`);
  const dead = await processes.firstToDie();
  console.error(`\n${failure(dead, `has ended by itself (${dead.howItEnded()}); stopping the rest`).message}`);
  return 1;
});
