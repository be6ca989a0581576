import { expect } from '@jest/globals';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
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
