import { LaunchError } from '../setup/launch-error.mjs';
import { isGateEmpty, startedAndEnded } from './bulk-delete.mjs';
import { count } from './progress-bar.mjs';

/** @typedef {import('../stack/messaging-provider/seen.mjs').SeenRecipient} SeenRecipient */

/** What each does, in words, by way of whom, the state that its webhooks end with, and what its start says. */
const OPERATIONS = {
  broadcast_whatsapp: {
    ...{ act: 'Write to', provider: 'WhatsApp', got: 'got the message', last: 'read' },
    parameters: { template: 'spring_letter', language: 'en', placeholders: ['{{name}}'] },
  },
  enqueue_outbound_calls: {
    ...{ act: 'Call', provider: 'Twilio', got: 'been called', last: 'delivered' },
    parameters: { from: '+15550100000', twiml: '<Response><Say>Hello {{name}}</Say></Response>' },
  },
};

/** @typedef {keyof typeof OPERATIONS} MessagesType */

/** @type {readonly string[]} */
export const MESSAGES_TYPES = Object.keys(OPERATIONS);

/**
 * Reaches all leads of business 1 who have consented, by way of the stand-in for a provider, and counts there who was reached.
 *
 * @param {Omit<import('./bulk-delete.mjs').Demo, 'second'> & { type: MessagesType, provider: string }} demo `provider`: base
 *   address of the stand-in
 */
export async function sendMessages({ type, first, provider, throttleMs, checks, say }) {
  const words = OPERATIONS[type];
  const order = {
    ...{ type, selection: { all: true }, parameters: words.parameters },
    ...(throttleMs === undefined ? {} : { options: { throttleMs } }),
  };
  const { status, body: look } = await first.ask('/jobs?dryRun=true', order);
  if (status !== 200) throw new LaunchError(`No dry run: ${status} ${JSON.stringify(look)}`);
  const total = look.count.value;

  say(`\n${words.act} all ${count(total)} leads of business 1: POST /api/v1/jobs with type ${type}`);
  const job = await startedAndEnded(first, order, total);

  say(`\nCounting at the stand-in for ${words.provider} how often each number was reached`);
  const seen = /** @type {{ recipients: Record<string, SeenRecipient> }} */ (
    await (await fetch(`${provider}/-/seen`)).json()
  );
  const got = Object.values(seen.recipients).map((recipient) => recipient.got);
  checks.check(
    job.status === 'completed' && job.processed === total && job.failed === 0,
    `The job has completed, and of each of the ${count(total)} leads it says what has become`,
    `${job.status}: ${job.succeeded} accepted, ${job.failed} failed and ${job.skipped} skipped of ${job.total}`,
  );
  checks.check(
    got.every((times) => times === 1),
    `Nobody has ${words.got} twice`,
    'not so',
  );
  checks.check(
    got.length === job.succeeded && got.length > 0,
    `Those ${count(job.succeeded)} have ${words.got} whom the job says ${words.provider} has accepted`,
    `${count(got.length)}`,
  );
  await fetch(`${provider}/-/release`, { method: 'POST' });
  const { outcomes } = await first.read(`/jobs/${job.id}/results/summary`);
  const told = outcomes.find((/** @type {{ outcome: string }} */ { outcome }) => outcome === words.last)?.count;
  checks.check(
    told === job.succeeded,
    `Webhooks have told of each of them what became of it: ${words.last}`,
    `of ${count(told ?? 0)}`,
  );
  checks.check(job.skipped > 0, `${count(job.skipped)} were left out: they have not consented, or have opted out`, '0');
  checks.check(await isGateEmpty(first), 'The lock was given back: GET /api/v1/gate shows nothing held', 'still held');
}
