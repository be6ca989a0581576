import { LaunchError } from '../setup/launch-error.mjs';
import { ended, leadsOf } from './bulk-delete.mjs';
import { count, createProgressBar } from './progress-bar.mjs';

const REASON = 'The demo deletes what it has made up';

/**
 * Deletes all leads of business 1, reads from the results and from the history of one lead what was done, and undoes it.
 *
 * @param {import('./bulk-delete.mjs').Demo & { admin: import('./api-client.mjs').ApiClient }} demo `admin` is one of business 1
 */
export async function deleteAndRestore({ first, second, admin, throttleMs, checks, say }) {
  const [before, others] = [await leadsOf(first), await leadsOf(second)];
  const held = before.items.filter(({ legalHold }) => legalHold).length;
  const deleted = before.count - held;
  const terms = throttleMs === undefined ? {} : { options: { throttleMs } };

  say(`\nDeleting all ${count(before.count)} leads of business 1: POST /api/v1/jobs`);
  const deletion = await finished(first, '/jobs', {
    ...{ type: 'delete_leads_bulk', selection: { all: true }, ...terms },
    ...{ expectedTotal: before.count, reason: REASON },
  });
  const left = (await leadsOf(first)).count;
  checks.check(
    left === held,
    `Business 1 has no leads left but ${count(held)} under legal hold; job ${deletion.id} has deleted them`,
    count(left),
  );
  const { restorable } = deletion;
  checks.check(
    restorable?.targets === deleted,
    `All of it is in the archive, until ${restorable?.until}`,
    JSON.stringify(restorable),
  );

  say('\nReading what the job did: GET /api/v1/jobs/{id}/results?outcome=succeeded');
  const { status, rows } = await readCsv(first, `/jobs/${deletion.id}/results?outcome=succeeded&format=csv`);
  for (const row of rows.slice(1, 4)) say(`  ${row}`);
  checks.check(
    status === 200 && rows.length === deleted + 1,
    `The file has a header and ${count(deleted)} deleted leads`,
    `${status}, with ${rows.length} lines`,
  );
  const lead = before.items.find(({ legalHold }) => !legalHold);
  if (lead) {
    say(`\nAsking who deleted lead ${lead.id}: GET /api/v1/audit/targets/leads/${lead.id}, as an admin`);
    const [record] = (await admin.read(`/audit/targets/leads/${lead.id}`)).items;
    const told = record && `${record.outcome} by ${record.requestedBy} in job ${record.jobId}, at ${record.at}`;
    checks.check(record?.outcome === 'deleted' && record.jobId === deletion.id, `It was ${told}`, told ?? 'not known');
  }

  say(`\nBringing them back: POST /api/v1/jobs/${deletion.id}/restore`);
  const path = `/jobs/${deletion.id}/restore`;
  const wouldBe = await first.ask(`${path}?dryRun=true`, {});
  const total = wouldBe.body?.count?.value;
  checks.check(total === deleted, `A dry run says that ${count(deleted)} leads would come back`, String(total));
  const restore = await finished(first, path, { ...terms, expectedTotal: total, reason: REASON });
  checks.check(
    restore.status === 'completed' && restore.succeeded === deleted,
    `Job ${restore.id} has brought back ${count(deleted)} leads`,
    `${restore.status}: ${restore.succeeded} brought back, ${restore.failed} failed and ${restore.skipped} skipped`,
  );
  const isBack = (await leadsOf(first)).digest === before.digest;
  checks.check(isBack, 'Every lead of business 1 is as it was before', 'not so');
  const isUntouched = (await leadsOf(second)).digest === others.digest;
  checks.check(isUntouched, `The ${count(others.count)} leads of business 2 are untouched`, 'not so');
}

/**
 * Starts a job and waits for its end.
 *
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {string} path
 * @param {object} order
 */
async function finished(api, path, order) {
  const { status, body } = await api.ask(path, order);
  if (status !== 202) throw new LaunchError(`The job was not accepted: ${status} ${JSON.stringify(body)}`);
  const bar = createProgressBar();
  const job = await ended(api, body.id, (now) => bar.show(now));
  bar.finish(job);
  return job;
}

/**
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {string} path
 */
async function readCsv(api, path) {
  const answer = await api.open(path);
  return { status: answer.status, rows: (await answer.text()).trimEnd().split('\r\n') };
}
