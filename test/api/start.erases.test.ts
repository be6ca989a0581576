import { expect } from '@jest/globals';
import { NO_TRACES } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { addManyLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const JOBS = '/api/v1/jobs';
const ERASING = { type: 'delete_leads_bulk', selection: { all: true }, archive: false };

test('"archive": false is for an admin: an operator gets 403, and neither a start nor a dry run leaves anything', async (api) => {
  await addManyLeads(api.dataSource, 1, 3);
  const token = await testToken(1, 'operator');
  for (const path of [JOBS, `${JOBS}?dryRun=true`]) {
    const { status, body } = await api.ask(path, { token, body: ERASING });
    expect([path, status, body.code]).toEqual([path, 403, 'forbidden']);
    expect(body.detail).toContain('erase');
  }
  expect(await api.traces()).toEqual(NO_TRACES);
});

test('for an admin the job has no archive, and the audit log says so; every other job has one', async (api) => {
  await addManyLeads(api.dataSource, 1, 3);
  const token = await testToken(1, 'admin');
  const days = async () =>
    (
      await api.dataSource.query<{ days: number | null }[]>(
        `SELECT archive_expires_on - (created_at AT TIME ZONE 'UTC')::date AS days FROM jobs ORDER BY id`,
      )
    ).map((row) => row.days);
  expect((await api.ask(`${JOBS}?dryRun=true`, { token, body: ERASING })).body).toMatchObject({ archiveDays: 0 });
  expect((await api.ask(JOBS, { token, body: ERASING })).status).toBe(202);
  expect(await days()).toEqual([null]);
  const [entry] = (await auditEntries(api.dataSource)).slice(-1);
  expect(entry).toMatchObject({ action: 'operation.start', result: 'done', selection: 'all; archive: false' });

  const { archive, ...usual } = ERASING;
  expect(archive).toBe(false);
  const other = await testToken(2);
  expect((await api.ask(`${JOBS}?dryRun=true`, { token: other, body: usual })).body).toMatchObject({ archiveDays: 30 });
  expect((await api.ask(JOBS, { token: other, body: usual })).status).toBe(202);
  expect(await days()).toEqual([null, 30]);
});

test('any other value is a 400 that names the field', async (api) => {
  const token = await testToken(1, 'admin');
  for (const archive of [true, null, 0, 'false', {}]) {
    const { status, body } = await api.ask(JOBS, { token, body: { ...ERASING, archive } });
    expect([archive, status, body.code]).toEqual([archive, 400, 'invalid_request']);
    expect((body.errors as { field: string }[]).map(({ field }) => field)).toEqual(['archive']);
  }
  expect(await api.traces()).toEqual(NO_TRACES);
});
