import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { count, createProgressBar, duration } from './progress-bar.mjs';

const LOOK_EVERY_MS = 500;
/** The lock is promised to be gone within a second of the job's end. */
const RELEASED_WITHIN_MS = 1000;

/**
 * @typedef {object} Demo
 * @property {import('./api-client.mjs').ApiClient} first business 1
 * @property {import('./api-client.mjs').ApiClient} second business 2
 * @property {number | undefined} throttleMs
 * @property {import('./checks.mjs').Checks} checks
 * @property {(text: string) => void} say
 */

/**
 * The main job as a person would run it: deletes all leads of business 1, presses the button again meanwhile, watches,
 * and looks at what is left.
 *
 * @param {Demo} demo
 */
export async function deleteAllLeads({ first, second, throttleMs, checks, say }) {
  const [leads, leadsOfOthers] = [await leadsOf(first), await leadsOf(second)];
  const options = throttleMs === undefined ? {} : { options: { throttleMs } };
  const order = { type: 'delete_leads_bulk', selection: { all: true }, ...options };

  say('\nLooking at what a start would do: POST /api/v1/jobs?dryRun=true');
  const { status, body: wouldBe } = await first.ask('/jobs?dryRun=true', order);
  const total = wouldBe?.count?.value;
  checks.check(
    status === 200 && total === leads.count && wouldBe.count.isExact && wouldBe.gate.held === false,
    `It would delete ${count(leads.count)} leads, in about ${duration(wouldBe?.estimatedSeconds ?? 0)}; the gate is free`,
    `${status}: ${JSON.stringify(wouldBe)}`,
  );

  say(`\nDeleting all ${count(leads.count)} leads of business 1: POST /api/v1/jobs`);
  const confirmed = { ...order, expectedTotal: total, reason: 'The demo deletes what it has made up' };
  const accepted = await first.ask('/jobs', confirmed);
  const again = await first.ask('/jobs', confirmed);
  if (accepted.status !== 202) {
    throw new LaunchError(`The job was not accepted: ${accepted.status} ${JSON.stringify(accepted.body)}`);
  }
  const { id } = accepted.body;
  say(`  202  job ${id}, ${accepted.body.status}`);

  say('Pressing the button a second time');
  const { code, holder } = again.body ?? {};
  if (again.status === 202) {
    // With a handful of leads the first job may be over before the second press, which then rightly starts another.
    const { finishedAt } = await first.read(`/jobs/${id}`);
    checks.check(finishedAt !== null, 'Another job starts, as the first is over; with more leads you see it refused');
    await ended(first, again.body.id);
  } else {
    const seen = `${again.status}  ${code}: held by job ${holder?.jobId}, ${holder?.status}`;
    say(`  ${seen}; the lock has ${holder?.ttlSeconds} s left and is renewed while the job lives`);
    const isRefused = again.status === 409 && code === 'gate_held' && holder?.jobId === id;
    checks.check(isRefused, 'It is refused with 409, which names the job that holds the gate', seen);
  }

  const bar = createProgressBar();
  const job = await ended(first, id, (now) => bar.show(now));
  bar.finish(job);

  say('\nLooking at what is left');
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  checks.check(
    job.status === 'completed',
    `The job has completed in ${duration(seconds)} and ${job.runs} workflow ${job.runs === 1 ? 'run' : 'runs'}`,
    `${job.status}: ${job.lastError}`,
  );
  const held = leads.items.filter(({ legalHold }) => legalHold).length;
  checks.check(
    job.succeeded === leads.count - held && job.processed === job.total && job.total === leads.count,
    `Its counts say that ${count(leads.count - held)} leads were deleted`,
    `${job.succeeded} deleted, ${job.failed} failed and ${job.skipped} skipped of ${job.total}`,
  );
  const { reasons: refused } = await first.read(`/jobs/${id}/results/summary`);
  checks.check(
    job.failed === held && refused.every((/** @type {any} */ { code }) => code === 'legal_hold'),
    `It was refused ${count(held)} leads that are under legal hold, and went on`,
    JSON.stringify(refused),
  );
  checks.check(await isGateEmpty(first), 'The lock was given back: GET /api/v1/gate shows nothing held', 'still held');
  const [left, leftOfOthers] = [await leadsOf(first), await leadsOf(second)];
  checks.check(
    left.count === held && left.items.every(({ legalHold }) => legalHold),
    `Business 1 has no leads left but those ${count(held)}`,
    count(left.count),
  );
  const isUntouched = leftOfOthers.digest === leadsOfOthers.digest;
  checks.check(isUntouched, `The ${count(leadsOfOthers.count)} leads of business 2 are untouched`, 'not so');
}

/**
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {string} id
 * @param {(job: any) => void} [show] called with each look at the live job
 * @returns {Promise<any>} the job when it has ended
 */
export async function ended(api, id, show = () => undefined) {
  for (;;) {
    const job = await api.read(`/jobs/${id}`);
    if (job.finishedAt !== null) return job;
    show(job);
    await delay(LOOK_EVERY_MS);
  }
}

/**
 * Starts a job that is certain to be accepted, and shows how far it is until it has ended.
 *
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {object} order
 * @param {number} total of its targets
 * @returns {Promise<any>} the job when it has ended
 */
export async function startedAndEnded(api, order, total) {
  const reason = 'The demo works on what it has made up';
  const { status, body } = await api.ask('/jobs', { ...order, expectedTotal: total, reason });
  if (status !== 202) throw new LaunchError(`The job was not accepted: ${status} ${JSON.stringify(body)}`);
  const bar = createProgressBar();
  const job = await ended(api, body.id, (now) => bar.show(now));
  bar.finish(job);
  return job;
}

/**
 * The leads of a business, their number, and a digest of everything that the API tells about them: equal digests, untouched leads.
 *
 * @param {import('./api-client.mjs').ApiClient} api
 */
export async function leadsOf(api) {
  const hash = createHash('sha256');
  const leads = [];
  let cursor = '';
  do {
    const { items, nextCursor } = await api.read(
      `/leads?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    leads.push(...items);
    hash.update(JSON.stringify(items));
    cursor = nextCursor ?? '';
  } while (cursor !== '');
  return { items: leads, count: leads.length, digest: hash.digest('hex') };
}

/** @param {import('./api-client.mjs').ApiClient} api */
export async function isGateEmpty(api) {
  const deadline = Date.now() + RELEASED_WITHIN_MS;
  for (;;) {
    const { items } = await api.read('/gate');
    if (items.length === 0) return true;
    if (Date.now() > deadline) return false;
    await delay(100);
  }
}
