import { expect } from '@jest/globals';
import { NO_TRACES } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { fingerprint } from '../support/fingerprint.js';
import { addLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const TYPE = 'update_leads_bulk';
const order = (parameters: unknown, more: object = {}) => ({
  ...{ type: TYPE, selection: { filter: { source: 'fair' } }, parameters },
  ...more,
});
const CHANGES = { status: ' lost ', owner: 'Dana Levi', tags: { add: ['vip', 'vip'] } };
/** Without space around a text, each tag once. */
const KEPT = { status: 'lost', owner: 'Dana Levi', tags: { add: ['vip'] } };

interface Refused {
  readonly code: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
}

interface Started {
  readonly id: string;
  readonly parameters: object;
}

/** Parameters → the fields that the answer must name. */
const BAD: readonly [parameters: unknown, fields: string[]][] = [
  [undefined, ['parameters']],
  [null, ['parameters']],
  [[], ['parameters']],
  ['lost', ['parameters']],
  [{}, ['parameters']],
  [{ colour: 'red' }, ['parameters.colour', 'parameters']],
  [{ status: '' }, ['parameters.status']],
  [{ status: null }, ['parameters.status']],
  [{ status: 'two\nlines' }, ['parameters.status']],
  [{ status: 'x'.repeat(51), owner: 7, source: ' ' }, ['parameters.status', 'parameters.owner', 'parameters.source']],
  [{ status: 'lost', tags: {} }, ['parameters.tags']],
  [{ tags: ['vip'] }, ['parameters.tags']],
  [{ tags: { add: ['vip', ''] } }, ['parameters.tags.add.1']],
  [{ tags: { add: ['a'], remove: ['a'] } }, ['parameters.tags.remove.0']],
  [{ tags: { set: ['a'] } }, ['parameters.tags.set', 'parameters.tags']],
];

test('bad parameters are refused with 400 naming the field, in a start and a dry run, and leave nothing behind', async ({
  ask,
  traces,
}) => {
  for (const path of ['/api/v1/jobs', '/api/v1/jobs?dryRun=true']) {
    for (const [parameters, fields] of BAD) {
      const { status, body } = await ask<Refused>(path, { body: order(parameters) });
      expect([parameters, status, body.errors?.map(({ field }) => field)]).toEqual([parameters, 400, fields]);
    }
    const both = { body: order({ status: '' }, { selection: { filter: { colour: 'red' } } }) };
    const named = (await ask<Refused>(path, both)).body.errors!.map(({ field }) => field);
    expect(named.sort()).toEqual(['parameters.status', 'selection.filter.colour']);
  }
  expect(await traces()).toEqual(NO_TRACES);
});

test('a dry run shows them as they would be kept, and changes nothing', async ({ ask, dataSource }) => {
  await addLeads(dataSource, 1, [{ source: 'fair' }, { source: 'web' }]);
  const before = await fingerprint(dataSource);
  const answer = await ask('/api/v1/jobs?dryRun=true', { body: order(CHANGES) });
  expect(answer).toMatchObject({ status: 200, body: { type: TYPE, parameters: KEPT, count: { value: 1 } } });
  expect(await fingerprint(dataSource)).toEqual(before);
});

test('a job shows them to those who may see its selection, keeps them in its row, and the log names their fields alone', async ({
  ask,
  dataSource,
}) => {
  const { status, body: job } = await ask<Started>('/api/v1/jobs', { body: order(CHANGES) });
  expect([status, job.parameters]).toEqual([202, KEPT]);
  const asked = async (token: string) => (await ask<Started>(`/api/v1/jobs/${job.id}`, { token })).body;
  expect((await asked(await testToken(1, 'viewer'))).parameters).toEqual(KEPT);
  expect(await asked(await testToken(2, 'admin'))).toMatchObject({ code: 'job_not_found' });
  expect(await dataSource.query('SELECT parameters FROM jobs')).toEqual([{ parameters: KEPT }]);
  const [entry] = await auditEntries(dataSource, 1);
  expect(entry).toMatchObject({
    ...{ action: 'operation.start', operationType: TYPE, target: job.id },
    selection: 'filter: source; parameters: owner, status, tags',
  });
});

test('a start with the same key is the same job, and with other parameters it is refused', async ({
  ask,
  dataSource,
}) => {
  const headers = { 'idempotency-key': 'spring' };
  const start = (parameters: object) => ask<Started & Refused>('/api/v1/jobs', { body: order(parameters), headers });
  const first = await start(CHANGES);
  const again = await start(CHANGES);
  expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
  const other = await start({ ...CHANGES, status: 'won' });
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  expect(await dataSource.query('SELECT parameters FROM jobs')).toEqual([{ parameters: KEPT }]);
});

test('a viewer may not start it', async ({ ask, traces }) => {
  const { status } = await ask('/api/v1/jobs', { body: order(CHANGES), token: await testToken(1, 'viewer') });
  expect(status).toBe(403);
  expect(await traces()).toEqual(NO_TRACES);
});
