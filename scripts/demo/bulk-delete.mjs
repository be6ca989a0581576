import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { isFinal, progressOf } from './job-progress.mjs';
import { leadsOf } from './leads.mjs';
import { count, createProgressBar, duration } from './progress-bar.mjs';

/** The lock is promised to be gone within a second of the job's end. */
const RELEASED_WITHIN_MS = 1000;

/**
 * The main job as a person would run it: deletes all leads of business 1, presses the button again meanwhile, watches,
 * and looks at what is left.
 *
 * @param {object} demo
 * @param {import('./api-client.mjs').ApiClient} demo.first business 1
 * @param {import('./api-client.mjs').ApiClient} demo.second business 2
 * @param {number | undefined} demo.throttleMs
 * @param {import('./promises.mjs').Promises} demo.promises
 * @param {(text: string) => void} demo.say
 */
export async function deleteAllLeads({ first, second, throttleMs, promises, say }) {
  const before = { first: await leadsOf(first), second: await leadsOf(second) };
  const order = {
    type: 'delete_leads_bulk',
    selection: { all: true },
    ...(throttleMs === undefined ? {} : { options: { throttleMs } }),
  };

  say(`\nDeleting all ${count(before.first.count)} leads of business 1: POST /api/v1/jobs`);
  const accepted = await first.ask('/jobs', order);
  const again = await first.ask('/jobs', order);
  if (accepted.status !== 202) {
    throw new LaunchError(`The job was not accepted: ${accepted.status} ${JSON.stringify(accepted.body)}`);
  }
  /** @type {import('./job-progress.mjs').JobView} */
  let job = accepted.body;
  say(`  202  job ${job.id}, ${job.status}`);
  promises.expect(accepted.headers.has('location'), 'The accepted job came without a Location header.');

  say('Pressing the button a second time');
  await showSecondPress({ first, again, job, promises, say });

  const startedAt = Date.now();
  const bar = createProgressBar();
  for await (job of progressOf(first, job.id)) {
    if (!isFinal(job)) bar.show(job);
  }
  bar.finish(job);
  await showSummary({ first, second, before, job, seconds: (Date.now() - startedAt) / 1000, promises, say });
}

/**
 * @param {object} press
 * @param {import('./api-client.mjs').ApiClient} press.first
 * @param {import('./api-client.mjs').Answer} press.again
 * @param {import('./job-progress.mjs').JobView} press.job
 * @param {import('./promises.mjs').Promises} press.promises
 * @param {(text: string) => void} press.say
 */
async function showSecondPress({ first, again, job, promises, say }) {
  if (again.status === 202) {
    // With a handful of leads the first job may be over before the second press, which then rightly starts another.
    const now = /** @type {import('./job-progress.mjs').JobView} */ (await first.read(`/jobs/${job.id}`));
    promises.expect(isFinal(now), 'A second job was accepted while the first was still live.');
    say('  202  the first job was over already; with more leads you see it refused');
    for await (const other of progressOf(first, again.body.id)) if (isFinal(other)) return;
    return;
  }
  const { holder } = again.body ?? {};
  promises.expect(again.status === 409, `The second press was answered with ${again.status}, not 409.`);
  promises.expect(
    again.headers.get('content-type')?.startsWith('application/problem+json') === true &&
      again.body?.code === 'gate_held',
    'The refusal is no problem+json with the code gate_held.',
  );
  promises.expect(holder?.jobId === job.id, 'The refusal does not name the job that holds the gate.');
  say(
    `  ${again.status}  ${again.body?.code}: held by job ${holder?.jobId}, ${holder?.status}; ` +
      `the lock has ${holder?.ttlSeconds} s left and is renewed while the job lives`,
  );
}

/**
 * @param {object} end
 * @param {import('./api-client.mjs').ApiClient} end.first
 * @param {import('./api-client.mjs').ApiClient} end.second
 * @param {{ first: Awaited<ReturnType<typeof leadsOf>>, second: Awaited<ReturnType<typeof leadsOf>> }} end.before
 * @param {import('./job-progress.mjs').JobView} end.job
 * @param {number} end.seconds
 * @param {import('./promises.mjs').Promises} end.promises
 * @param {(text: string) => void} end.say
 */
async function showSummary({ first, second, before, job, seconds, promises, say }) {
  const isReleased = await isGateEmpty(first);
  const after = { first: await leadsOf(first), second: await leadsOf(second) };
  const wanted = before.first.count;

  promises.expect(
    job.status === 'completed',
    `The job ended ${job.status}${job.lastError ? `: ${job.lastError}` : ''}.`,
  );
  promises.expect(
    job.succeeded + job.failed + job.skipped === job.processed && job.processed === job.total,
    'The counts do not add up.',
  );
  promises.expect(job.succeeded === wanted, `${count(job.succeeded)} leads were deleted, not ${count(wanted)}.`);
  promises.expect(after.first.count === 0, `Business 1 has ${count(after.first.count)} leads left.`);
  promises.expect(isReleased, 'The lock was not given back within a second.');
  promises.expect(after.second.digest === before.second.digest, 'The leads of business 2 have changed.');

  const rows = [
    ['Job', `${job.id}, ${job.status}`],
    [
      'Leads',
      `${count(job.succeeded)} deleted, ${count(job.failed)} failed, ${count(job.skipped)} skipped, of ${count(job.total ?? 0)}`,
    ],
    ['Took', `${duration(seconds)} in ${job.runs} ${job.runs === 1 ? 'workflow run' : 'workflow runs'}`],
    ['Lock', isReleased ? 'released: GET /api/v1/gate shows nothing held' : 'STILL HELD'],
    ['Business 1', `${count(after.first.count)} leads left`],
    [
      'Business 2',
      `${count(after.second.count)} leads, ${after.second.digest === before.second.digest ? 'untouched' : 'CHANGED'}`,
    ],
  ];
  say(`\nSummary\n${rows.map(([name = '', text]) => `  ${name.padEnd(17)}${text}`).join('\n')}`);
}

/** @param {import('./api-client.mjs').ApiClient} api */
async function isGateEmpty(api) {
  const deadline = Date.now() + RELEASED_WITHIN_MS;
  for (;;) {
    const { items } = await api.read('/gate');
    if (items.length === 0) return true;
    if (Date.now() > deadline) return false;
    await delay(100);
  }
}
