import '../setup/node-version.mjs';
import { readArguments, wholeNumber } from '../cli/arguments.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { runCommandBody } from './lifetime.mjs';
import { modes } from './messaging-provider/modes.mjs';
import { startMessagingProvider } from './messaging-provider/server.mjs';
import { statusOrders } from './messaging-provider/status-orders.mjs';

/** @param {Readonly<Record<string, { about: string }>>} table */
const lines = (table) =>
  Object.entries(table)
    .map(([name, { about }]) => `  ${name.padEnd(16)} ${about}`)
    .join('\n');

const help = `node scripts/stack/messaging-provider.mjs [--port N]

Stands in for WhatsApp and Twilio on 127.0.0.1, with the shape of their HTTP:
  POST /v23.0/<phone number id>/messages             WhatsApp, a template
  POST /2010-04-01/Accounts/<account>/Calls.json     Twilio, a call; GET lists them by To, From and StartTime>
When it listens it prints one line, {"url":"http://127.0.0.1:PORT"}. SIGTERM or Ctrl-C ends it.

  --port N       a free one unless given

PUT /-/plan says how it behaves from now on:
  { "rules": [{ "to": "+15550000001", "mode": "lost-after", "times": 1, "statuses": "doubled" }],
    "whatsapp": { "<phone number id>": { "url": "where its webhooks go", "appSecret": "…" } } }
Of the rules the first one that fits decides; one without "to" fits everybody, and one with "times" fits so often.

Modes:
${lines(modes)}

Statuses (the webhooks after an acceptance; with "fails": code the last of them says so):
${lines(statusOrders)}

POST /-/release sends the webhooks that are held back, and answers when all that were to be sent have been.
GET /-/seen tells for each recipient how many requests came and how many messages it got, with our references.
`;

await runCommandBody(async (lifetime) => {
  lifetime.exitCodeWhenInterrupted = 0;
  const options = readArguments({ help, options: { port: { type: 'string' } } });
  const port = wholeNumber('--port', options.port ?? '0', { min: 0, max: 65_535 });
  const provider = await startMessagingProvider({ port }).catch((error) => {
    throw new LaunchError(`The provider cannot listen on port ${port}: ${error.message}`);
  });
  lifetime.defer(provider.close);
  console.log(JSON.stringify({ url: provider.url }));
  return new Promise(() => undefined);
});
