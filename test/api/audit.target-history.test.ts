import { expect } from '@jest/globals';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { actedJob } from '../support/acted-job.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { addLeads } from '../support/leads.js';
import { walkPages } from '../support/pages.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const LEAD = 4_711;

test('tells an admin which jobs have recorded a target, newest first, page by page', async (api) => {
  const { dataSource } = api;
  const jobs: string[] = [];
  for (const code of ['23503', '55P03', 'legal_hold'])
    jobs.unshift(await endedJob(dataSource, [failureOf(LEAD, { code }), failureOf(1)], { requestedBy: 'dana' }));
  await endedJob(dataSource, [failureOf(LEAD)], { businessId: 2 });
  // Of a table that has another id 4711.
  await endedJob(dataSource, [failureOf(LEAD)], { operationType: 'canary_increment' });
  const token = await testToken(1, 'admin');
  const read = async (query = '', as = token) =>
    (
      await api.ask<{ items: { jobId: string }[]; nextCursor: string }>(`/api/v1/audit/targets/leads/${LEAD}${query}`, {
        token: as,
      })
    ).body;

  const { items } = await read();
  expect(items.map(({ jobId }) => jobId)).toEqual(jobs);
  expect(items[0]).toEqual({
    jobId: jobs[0],
    type: 'delete_leads_bulk',
    requestedBy: 'dana',
    at: expect.any(String),
    outcome: 'failed',
    code: 'legal_hold',
    constraint: null,
  });
  const first = await read('?limit=2');
  const second = await read(`?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items]).toEqual(items);
  expect(second.nextCursor).toBeNull();
  expect((await read('', await testToken(2, 'admin'))).items).toHaveLength(1);
  const entry = (await auditEntries(dataSource)).at(0);
  expect(entry).toMatchObject({ action: 'audit.read', target: `leads/${LEAD}`, count: 3, result: 'done' });
});

test('tells who deleted a target, or what was overwritten and written, and when that part of the job was committed', async (api) => {
  const { dataSource } = api;
  const [gone, kept] = await addLeads(dataSource, 1, [{ name: 'Ada', status: 'new' }, { status: 'lost' }]);
  const update = operationRegistry.get('update_leads_bulk')!;
  const updated = await actedJob(api, update, [gone!, kept!], { parameters: { status: 'lost' }, requestedBy: 'dana' });
  // A receipt with the same id.
  await dataSource.query(
    `INSERT INTO receipts (id, business_id, amount, currency, issued_at, file_name) VALUES ($1, 1, 1, 'EUR', now(), 'a.pdf')`,
    [gone],
  );
  await actedJob(api, operationRegistry.get('delete_receipts_all')!, [gone!]);
  const erased = await addLeads(dataSource, 1, [{}]);
  await actedJob(api, deleteLeadsBulk, erased, { archiveDays: 0 });
  const refused = await endedJob(dataSource, [failureOf(gone!, { code: 'legal_hold' })]);
  const deleted = await actedJob(api, deleteLeadsBulk, [gone!], { requestedBy: 'eve' });
  const chunk = `INSERT INTO job_batches (job_id, stream_no, batch_no, business_id, next_cursor, finished_at)
                 VALUES ($1, $2, $3, 1, $4, $5)`;
  for (const [stream, batch, cursor, at] of [
    [1, 1, gone! - 1, '2026-01-01T12:00:01.000Z'],
    [1, 2, gone! + 9, '2026-01-01T12:00:02.000Z'],
    [2, 1, gone! + 90, '2026-01-01T12:00:00.000Z'],
  ])
    await dataSource.query(chunk, [deleted, stream, batch, cursor, at]);
  const token = await testToken(1, 'admin');
  const read = async (id: number) =>
    (await api.ask<{ items: { at: string }[] }>(`/api/v1/audit/targets/leads/${id}`, { token })).body.items;
  const items = await read(gone!);
  expect(items).toMatchObject([
    {
      ...{ jobId: deleted, requestedBy: 'eve', outcome: 'deleted', name: 'Ada', at: '2026-01-01T12:00:02.000Z' },
      restoredAs: null,
    },
    { jobId: refused, outcome: 'failed', code: 'legal_hold' },
    {
      ...{ jobId: updated, requestedBy: 'dana', outcome: 'updated', name: null, type: 'update_leads_bulk' },
      ...{ oldValues: { status: 'new' }, newValues: { status: 'lost' } },
    },
  ]);
  const pages = await walkPages(api.ask, `/api/v1/audit/targets/leads/${gone}?limit=1`, token);
  expect(pages).toEqual(items.map((item) => [item]));
  const [row] = await dataSource.query<{ day: string }[]>(
    'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1',
    [deleted],
  );
  const selection = { kind: 'archived', ofJob: deleted, expiresOn: row!.day } as const;
  const restore = { operationType: 'restore_job', selection, gateType: 'delete_leads_bulk' };
  const [, newest] = [await endedJob(dataSource, [], restore), await endedJob(dataSource, [failureOf(gone!)], restore)];
  // What has not come back is a failure of the restore.
  expect(await read(gone!)).toMatchObject([
    { jobId: newest, type: 'restore_job', outcome: 'failed' },
    { jobId: deleted, restoredAs: newest },
    ...[{}, {}],
  ]);
  // What is left of a ledger that is being purged would tell another moment.
  await dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [deleted]);
  const [ended] = await dataSource.query<{ at: Date }[]>('SELECT finished_at AS at FROM jobs WHERE id = $1', [deleted]);
  expect((await read(gone!))[1]!.at).toBe(ended!.at.toISOString());
  // It was so already, or is not known any more.
  expect([await read(kept!), await read(erased[0]!)]).toEqual([[], []]);
  await dataSource.query(
    `CREATE TABLE archive_over PARTITION OF archive FOR VALUES IN ('2026-01-01'); INSERT INTO archive_over
     SELECT business_id, '2026-01-01', job_id, 1000000, table_name, 1000000, kind, old_values, new_values FROM archive`,
  );
  expect(await read(1_000_000)).toEqual([]);
  await dataSource.query('DROP TABLE archive_over');
});

test('tells which jobs have brought a target back, and not of those that have not come to it', async (api) => {
  const { dataSource } = api;
  const leads = await addLeads(
    dataSource,
    1,
    Array.from({ length: 6 }, (_, n) => ({ name: `Lead ${n}` })),
  );
  const deleted = await actedJob(api, deleteLeadsBulk, leads, { requestedBy: 'eve' });
  const [row] = await dataSource.query<{ day: string }[]>(
    'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1',
    [deleted],
  );
  const selection = { kind: 'archived', ofJob: deleted, expiresOn: row!.day } as const;
  const restore = { operationType: 'restore_job', selection, gateType: 'delete_leads_bulk', requestedBy: 'dana' };
  const failures = [failureOf(leads[1]!, { code: 'id_taken' })];
  const undone = await endedJob(dataSource, failures, restore);
  // Its first stream has come to the second lead, its second one to the fifth.
  const streams = [
    { after: 0, upTo: leads[2] },
    { after: leads[2], upTo: null },
  ];
  await dataSource.query('UPDATE jobs SET streams = $2 WHERE id = $1', [undone, JSON.stringify(streams)]);
  for (const [stream, cursor] of [
    [1, leads[1]],
    [2, leads[4]],
  ])
    await dataSource.query(
      `INSERT INTO job_batches (job_id, stream_no, batch_no, business_id, next_cursor, finished_at)
       VALUES ($1, $2, 1, 1, $3, '2026-01-01T12:00:00.000Z')`,
      [undone, stream, cursor],
    );
  const token = await testToken(1, 'admin');
  const read = async (id: number) =>
    (await api.ask<{ items: object[] }>(`/api/v1/audit/targets/leads/${id}`, { token })).body.items;
  const by = { jobId: undone, type: 'restore_job', requestedBy: 'dana' };
  const back = { ...by, at: '2026-01-01T12:00:00.000Z', outcome: 'restored', restores: deleted };
  const before = { jobId: deleted, outcome: 'deleted', restoredAs: undone };
  const histories = await Promise.all(leads.map((id) => read(id)));
  expect(histories).toMatchObject([
    [{ ...back, name: 'Lead 0' }, before],
    [{ ...by, outcome: 'failed', code: 'id_taken' }, before],
    [before],
    [{ ...back, name: 'Lead 3' }, before],
    [{ ...back, name: 'Lead 4' }, before],
    [before],
  ]);
  const pages = await walkPages(api.ask, `/api/v1/audit/targets/leads/${leads[0]}?limit=1`, token);
  expect(pages).toEqual(histories[0]!.map((record) => [record]));
  // What is left of its failures and its ledger would tell less than there was.
  await dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [undone]);
  expect(await read(leads[0]!)).toMatchObject([before]);
});

test('is for admins, and about a table that operations work on', async (api) => {
  const token = await testToken(1, 'admin');
  const status = async (path: string, as = token) =>
    (await api.ask(`/api/v1/audit/targets/${path}`, { token: as })).status;
  expect(await status('leads/1', await testToken(1))).toBe(403);
  expect(await status('leads/1')).toBe(200);
  for (const path of ['jobs/1', 'LEADS/1', 'leads/0', 'leads/x', 'leads/12345678901234567'])
    expect([path, await status(path)]).toEqual([path, 404]);
  expect(await status('leads/1?cursor=after-1')).toBe(400);
});
