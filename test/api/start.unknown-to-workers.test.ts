import { expect } from '@jest/globals';
import { AnnouncedTypes } from '../../src/gate/announced-types.js';
import type { TestApi } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { addManyLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';

const test = shareApi();

const JOBS = '/api/v1/jobs';
const ORDER = { type: 'delete_leads_bulk', selection: { all: true } };

interface Types {
  readonly items: readonly { readonly type: string; readonly available: boolean | null }[];
}

const announce = ({ redis }: TestApi, ...types: string[]) => new AnnouncedTypes(redis).announce(types);

async function available({ ask }: TestApi): Promise<Record<string, boolean | null>> {
  const { items } = (await ask<Types>('/api/v1/operation-types')).body;
  return Object.fromEntries(items.map((item) => [item.type, item.available]));
}

test('workers run and none knows the type: start, dry run and retry are 503, and leave nothing behind', async (api) => {
  await addManyLeads(api.dataSource, 1, 3);
  const failed = await endedJob(api.dataSource, [failureOf(1)]);
  const before = await api.traces();
  await announce(api, 'update_leads_bulk');
  const large = { ...ORDER, selection: { ids: Array.from({ length: 20_000 }, (_, n) => n + 1) } };
  for (const [path, body] of [
    [JOBS, ORDER],
    [`${JOBS}?dryRun=true`, ORDER],
    [JOBS, large],
    [`${JOBS}/${failed}/retry-failed`, {}],
    [`${JOBS}/${failed}/retry-failed?dryRun=true`, {}],
  ] as const) {
    const { status, headers, body: problem } = await api.ask(path, { body, headers: { 'idempotency-key': path } });
    expect([path, status, problem.code, problem.operationType, headers.get('retry-after')]).toEqual([
      ...[path, 503, 'no_worker_for_type', 'delete_leads_bulk', '10'],
    ]);
    expect(problem.detail).toContain('delete_leads_bulk');
  }
  expect(await api.traces()).toEqual(before);
  const refusals = (await auditEntries(api.dataSource)).filter(({ reason }) => reason === 'no_worker_for_type');
  expect(refusals[0]).toMatchObject({ operationType: 'delete_leads_bulk', result: 'failed' });
  expect(await available(api)).toMatchObject({ delete_leads_bulk: false, update_leads_bulk: true });
});

test('a type that one of two versions knows is started, and so is any type where no worker runs', async (api) => {
  await addManyLeads(api.dataSource, 1, 3);
  expect(await available(api)).toMatchObject({ delete_leads_bulk: true, update_leads_bulk: true });
  expect((await api.ask(JOBS, { body: ORDER })).status).toBe(202);
  await announce(api, 'update_leads_bulk');
  await announce(api, 'update_leads_bulk', 'delete_receipts_all');
  const receipts = { type: 'delete_receipts_all', selection: { all: true } };
  expect((await api.ask(JOBS, { body: receipts })).status).toBe(202);
});

test('a start that was accepted is told of its job again, whatever workers know by now', async (api) => {
  await addManyLeads(api.dataSource, 1, 3);
  const again = () => api.ask<{ id: string }>(JOBS, { body: ORDER, headers: { 'idempotency-key': 'one intention' } });
  const first = await again();
  await announce(api, 'update_leads_bulk');
  const second = await again();
  expect([first.status, second.status, second.body.id]).toEqual([202, 202, first.body.id]);
});
