import { LaunchError } from '../setup/launch-error.mjs';
import { isGateEmpty, startedAndEnded } from './bulk-delete.mjs';
import { count } from './progress-bar.mjs';

export const BROADCAST = 'broadcast_whatsapp';

/** @typedef {import('../stack/messaging-provider/seen.mjs').SeenRecipient} SeenRecipient */

/**
 * Writes to all leads of business 1 who have consented, by way of the stand-in for WhatsApp, and counts there who was reached.
 *
 * @param {Omit<import('./bulk-delete.mjs').Demo, 'second'> & { provider: string }} demo `provider`: base address of the stand-in
 */
export async function broadcast({ first, provider, throttleMs, checks, say }) {
  const order = {
    ...{ type: BROADCAST, selection: { all: true } },
    parameters: { template: 'spring_letter', language: 'en', placeholders: ['{{name}}'] },
    ...(throttleMs === undefined ? {} : { options: { throttleMs } }),
  };
  const { status, body: look } = await first.ask('/jobs?dryRun=true', order);
  if (status !== 200) throw new LaunchError(`No dry run: ${status} ${JSON.stringify(look)}`);
  const total = look.count.value;

  say(`\nWrite to all ${count(total)} leads of business 1: POST /api/v1/jobs with type ${BROADCAST}`);
  const job = await startedAndEnded(first, order, total);

  say('\nCounting at the stand-in for WhatsApp what each number has got');
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
    'Nobody has got the message twice',
    'not so',
  );
  checks.check(
    got.length === job.succeeded && got.length > 0,
    `Those ${count(job.succeeded)} have got it whom the job says WhatsApp has accepted`,
    `${count(got.length)}`,
  );
  checks.check(job.skipped > 0, `${count(job.skipped)} were left out: they have not consented, or have opted out`, '0');
  checks.check(await isGateEmpty(first), 'The lock was given back: GET /api/v1/gate shows nothing held', 'still held');
}
