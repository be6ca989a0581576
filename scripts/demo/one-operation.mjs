import { LaunchError } from '../setup/launch-error.mjs';
import { isGateEmpty, leadsOf, startedAndEnded } from './bulk-delete.mjs';
import { count } from './progress-bar.mjs';

const TAG = 'spring letter';

/** What each does, in words; the order of its start; and a selection of what has to be there afterwards: all targets, or none. */
const OPERATIONS = {
  delete_imported_leads: {
    act: 'Delete',
    targets: 'imported leads',
    order: {},
    selected: { all: true },
    isAllLeft: false,
  },
  delete_receipts_all: { act: 'Delete', targets: 'receipts', order: {}, selected: { all: true }, isAllLeft: false },
  update_leads_bulk: {
    ...{ act: 'Tag, and take from their owners,', targets: 'leads' },
    order: { parameters: { owner: null, tags: { add: [TAG] } } },
    ...{ selected: { filter: { tag: TAG } }, isAllLeft: true },
  },
};

/** @typedef {keyof typeof OPERATIONS} DemonstratedType */

/** @type {readonly string[]} */
export const DEMONSTRATED_TYPES = Object.keys(OPERATIONS);

/**
 * Runs one operation over everything of its kind in business 1, and looks at what has become of it in both businesses.
 *
 * @param {import('./bulk-delete.mjs').Demo & { type: DemonstratedType }} demo
 */
export async function runOperation({ type, first, second, throttleMs, checks, say }) {
  const { act, targets, order: parts, selected, isAllLeft } = OPERATIONS[type];
  const options = throttleMs === undefined ? {} : { options: { throttleMs } };
  const order = { type, selection: { all: true }, ...parts, ...options };
  const [total, ofOthers] = [await wouldTouch(first, order), await wouldTouch(second, order)];
  const others = await leadsOf(second);
  const handMade = (await leadsOf(first)).items.filter(({ importId }) => importId === null).length;

  say(`\n${act} all ${count(total)} ${targets} of business 1: POST /api/v1/jobs with type ${type}`);
  const job = await startedAndEnded(first, order, total);

  say('\nLooking at what has become of them');
  checks.check(
    job.status === 'completed' && job.succeeded === total && job.total === total,
    `The job has completed, and its counts say that it was done to ${count(total)} ${targets}`,
    `${job.status}: ${job.succeeded} done, ${job.failed} failed and ${job.skipped} skipped of ${job.total}`,
  );
  checks.check(await isGateEmpty(first), 'The lock was given back: GET /api/v1/gate shows nothing held', 'still held');
  const found = await wouldTouch(first, { ...order, selection: selected });
  checks.check(
    found === (isAllLeft ? total : 0),
    isAllLeft ? `A filter finds all ${count(total)} by their new tag` : `Business 1 has no ${targets} left`,
    count(found),
  );
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
