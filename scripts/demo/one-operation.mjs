import { LaunchError } from '../setup/launch-error.mjs';
import { ended, isGateEmpty, leadsOf } from './bulk-delete.mjs';
import { count, createProgressBar } from './progress-bar.mjs';

/** What is deleted, in words. */
const TARGETS = {
  delete_imported_leads: 'imported leads',
  delete_receipts_all: 'receipts',
};

/** @typedef {keyof typeof TARGETS} DemonstratedType */

/** @type {readonly string[]} */
export const DEMONSTRATED_TYPES = Object.keys(TARGETS);

/**
 * Runs one operation over everything of its kind in business 1, and looks at what is left of it in both businesses.
 *
 * @param {import('./bulk-delete.mjs').Demo & { type: DemonstratedType }} demo
 */
export async function runOperation({ type, first, second, throttleMs, checks, say }) {
  const targets = TARGETS[type];
  const order = { type, selection: { all: true }, ...(throttleMs === undefined ? {} : { options: { throttleMs } }) };
  const [total, ofOthers] = [await wouldTouch(first, order), await wouldTouch(second, order)];
  const others = await leadsOf(second);
  const handMade = (await leadsOf(first)).items.filter(({ importId }) => importId === null).length;

  say(`\nDeleting all ${count(total)} ${targets} of business 1: POST /api/v1/jobs with type ${type}`);
  const reason = 'The demo deletes what it has made up';
  const { status, body } = await first.ask('/jobs', { ...order, expectedTotal: total, reason });
  if (status !== 202) throw new LaunchError(`The job was not accepted: ${status} ${JSON.stringify(body)}`);
  const bar = createProgressBar();
  const job = await ended(first, body.id, (now) => bar.show(now));
  bar.finish(job);

  say('\nLooking at what is left');
  checks.check(
    job.status === 'completed' && job.succeeded === total && job.total === total,
    `The job has completed, and its counts say that ${count(total)} ${targets} were deleted`,
    `${job.status}: ${job.succeeded} deleted, ${job.failed} failed and ${job.skipped} skipped of ${job.total}`,
  );
  checks.check(await isGateEmpty(first), 'The lock was given back: GET /api/v1/gate shows nothing held', 'still held');
  const left = await wouldTouch(first, order);
  checks.check(left === 0, `Business 1 has no ${targets} left`, count(left));
  const handMadeLeft = (await leadsOf(first)).items.filter(({ importId }) => importId === null).length;
  checks.check(handMadeLeft === handMade, `Its ${count(handMade)} leads of no import are there`, count(handMadeLeft));
  const isUntouched =
    (await wouldTouch(second, order)) === ofOthers && (await leadsOf(second)).digest === others.digest;
  checks.check(isUntouched, `The ${count(ofOthers)} ${targets} of business 2 are untouched, and its leads`, 'not so');
}

/**
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {object} order
 * @returns {Promise<number>} how many targets a start would have
 */
async function wouldTouch(api, order) {
  const { status, body } = await api.ask('/jobs?dryRun=true', order);
  if (status !== 200 || !body.count.isExact) throw new LaunchError(`No dry run: ${status} ${JSON.stringify(body)}`);
  return body.count.value;
}
