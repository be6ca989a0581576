import { expect, test } from '@jest/globals';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import type { Job } from '../../src/operations/job.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { type TestApi, withApi } from '../support/api.js';
import { addLeads, leadsOf } from '../support/leads.js';
import { share } from '../support/share.js';
import { staged } from '../support/staged-ids.js';

const withWorld = share<TestApi>((use) =>
  withApi({ policies: { delete_leads_bulk: { confirmAbove: 5 } } }, async (api) => {
    await api.startWorker();
    await use(api);
  }),
);

const CONFIRMED = { reason: 'for a test' };
const LOST = { kind: 'filter', filter: { status: 'lost' } } as const;

interface Population {
  readonly lost: number[];
  readonly others: number[];
}

async function populate({ dataSource }: TestApi, businessId: number): Promise<Population> {
  const of = (count: number, status: string) => addLeads(dataSource, businessId, Array(count).fill({ status }));
  return { lost: await of(12, 'lost'), others: await of(5, 'new') };
}

/** Starts a job, and lets this happen when its targets have been counted and its gate is still free. */
function startWhile(
  api: TestApi,
  businessId: number,
  request: Parameters<TestApi['start']>[0],
  between: () => Promise<void>,
): Promise<Job> {
  const gate = new BulkGate(api.redis);
  const acquire = gate.acquire.bind(gate);
  gate.acquire = async (...given) => {
    await between();
    return acquire(...given);
  };
  const order = { operationType: 'delete_leads_bulk', targets: leadTargets, businessId, ...CONFIRMED };
  return api.start({ ...order, ...request }, { gate });
}

/** Leads come, go and change. @returns the ids of those that came */
async function change({ dataSource }: TestApi, businessId: number, { lost, others }: Population): Promise<number[]> {
  const came = await addLeads(dataSource, businessId, Array(3).fill({ status: 'lost' }));
  await dataSource.query(`UPDATE leads SET name = 'changed' WHERE id = ANY($1)`, [lost.slice(0, 2)]);
  await dataSource.query(`UPDATE leads SET status = 'new' WHERE id = $1`, [lost[2]]);
  await dataSource.query(`UPDATE leads SET status = 'lost' WHERE id = $1`, [others[0]]);
  await dataSource.query('DELETE FROM leads WHERE id = $1', [lost[3]]);
  return came;
}

test('what comes, changes or goes between the count and the acceptance is no part of the job, whose total stays what was counted: a filter', () =>
  withWorld(async (api) => {
    const leads = await populate(api, 1);
    let came: number[] = [];
    const job = await startWhile(api, 1, { selection: LOST, expectedTotal: 12 }, async () => {
      came = await change(api, 1, leads);
    });
    expect(job).toMatchObject({ expectedTotal: 12, reason: 'for a test' });
    expect(await api.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 12, processed: 12, succeeded: 8, skipped: 4, notAttempted: 0 },
      // Two that were changed, and one that matches only now.
      changedSince: 3,
    });
    expect(await leadsOf(api, 1)).toEqual([...leads.lost.slice(0, 3), ...leads.others, ...came]);
  }));

test('the same of all leads: those that were changed are deleted, those that came are not', () =>
  withWorld(async (api) => {
    const leads = await populate(api, 2);
    let came: number[] = [];
    const job = await startWhile(api, 2, { selection: { kind: 'all' }, expectedTotal: 17 }, async () => {
      came = await change(api, 2, leads);
    });
    expect(await api.finished(job.id)).toMatchObject({ total: 17, succeeded: 16, skipped: 1, notAttempted: 0 });
    expect(await leadsOf(api, 2)).toEqual(came);
  }));

test('the same of ids: one that has gone is skipped', () =>
  withWorld(async (api) => {
    const leads = await populate(api, 3);
    const selection = await staged(api, 3, leads.lost);
    let came: number[] = [];
    const job = await startWhile(api, 3, { selection, expectedTotal: 12 }, async () => {
      came = await change(api, 3, leads);
    });
    expect(await api.finished(job.id)).toMatchObject({ total: 12, succeeded: 11, skipped: 1 });
    expect(await leadsOf(api, 3)).toEqual([...leads.others, ...came]);
  }));

test('where everything has gone the job still has the total that was confirmed, and completes', () =>
  withWorld(async (api) => {
    await populate(api, 4);
    const job = await startWhile(api, 4, { selection: LOST, expectedTotal: 12 }, async () => {
      await api.dataSource.query('DELETE FROM leads WHERE business_id = 4');
    });
    expect(await api.finished(job.id)).toMatchObject({ status: 'completed', total: 12, succeeded: 0, skipped: 12 });
  }));

test('a start whose key has led to a job while it counted is answered with that job, though its rows are gone', () =>
  withWorld(async (api) => {
    await populate(api, 6);
    const idempotency = { key: 'the same', bodyHash: Buffer.alloc(32) };
    const order = {
      ...{ operationType: 'delete_leads_bulk', targets: leadTargets, businessId: 6, selection: LOST },
      ...{ ...CONFIRMED, expectedTotal: 12, idempotency },
    };
    let first: Job | undefined;
    const gate = new BulkGate(api.redis);
    gate.inspect = async () => {
      first ??= await api.start(order);
      await api.finished(first.id);
      await api.lockGone('delete_leads_bulk', 6);
      return null;
    };
    const second = await api.start(order, { gate });
    expect(second.id).toBe(first!.id);
    expect(await leadsOf(api, 6)).toHaveLength(5);
  }));

test('a start that nobody had to confirm has the total that is there when a worker begins it', () =>
  withWorld(async (api) => {
    const leads = await addLeads(api.dataSource, 5, Array(4).fill({ status: 'lost' }));
    const job = await startWhile(api, 5, { selection: LOST, reason: undefined }, async () => {
      await api.dataSource.query('DELETE FROM leads WHERE id = $1', [leads[0]]);
    });
    expect(await api.finished(job.id)).toMatchObject({ total: 3, succeeded: 3, expectedTotal: null, reason: null });
  }));
