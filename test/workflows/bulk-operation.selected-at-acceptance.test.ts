import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { eventually } from '../support/eventually.js';
import { changeSpeed } from '../support/job-looks.js';
import { addLeads, leadsOf } from '../support/leads.js';
import { share } from '../support/share.js';
import { staged } from '../support/staged-ids.js';
import type { WorkerProcess } from '../support/worker-process.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';

const POLICY = {
  ...{ lockTtlSeconds: 60, batchSize: 10, throttleMs: 0, maxRuntimeSeconds: 10 },
  ...{ heartbeatTimeoutSeconds: 2, startToCloseSeconds: 65, maxBackoffSeconds: 1 },
};
const LOST = { kind: 'filter', filter: { status: 'lost' } } as const;

interface World extends TestApi {
  readonly worker: WorkerProcess;
}

const withWorld = share<World>((use) =>
  withApi({ policies: { delete_leads_bulk: POLICY } }, async (api) => {
    const worker = await api.startWorker();
    await use({ ...api, worker });
  }),
);

/** Accepts a job over leads. */
function click(world: World, businessId: number, selection: Parameters<World['start']>[0] & object): Promise<Job> {
  return world.start({ operationType: 'delete_leads_bulk', targets: leadTargets, businessId, ...selection });
}

/** What happens here happens before any worker has begun the job. */
async function beforeTheBegin(world: World, work: () => Promise<Job>): Promise<Job> {
  world.worker.freeze();
  try {
    return await work();
  } finally {
    world.worker.thaw();
  }
}

const many = (count: number, status: string) => Array.from({ length: count }, () => ({ status }));
const inserting = (businessId: number, status: string): string =>
  `INSERT INTO leads (business_id, name, status) VALUES (${businessId}, 'late', '${status}')`;

test('`all` takes every lead that was committed at the click, and none that came later, whatever its id', () =>
  withWorld(async (world) => {
    const { dataSource } = world;
    const first = await addLeads(dataSource, 1, many(20, 'new'));
    const reinserted = first[0]!;
    let committed = 0;
    const job = await beforeTheBegin(world, () =>
      // No snapshot knows the id of a savepoint.
      whileLocked(world.database, `${inserting(1, 'new')}; SAVEPOINT import; ${inserting(1, 'new')}`, async (open) => {
        committed = (await addLeads(dataSource, 1, many(1, 'new')))[0]!;
        const accepted = await click(world, 1, { selection: { kind: 'all' } });
        await open.commit();
        return accepted;
      }).then(async (accepted) => {
        await dataSource.query(`UPDATE leads SET name = 'changed' WHERE id = ANY($1)`, [[first[4], committed]]);
        await dataSource.query('DELETE FROM leads WHERE id = $1', [reinserted]);
        await dataSource.query(`INSERT INTO leads (id, business_id, name) VALUES ($1, 1, 'restored')`, [reinserted]);
        await addLeads(dataSource, 1, many(5, 'new'));
        return accepted;
      }),
    );
    expect(await world.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 20, succeeded: 20, skipped: 0, changedSince: null },
    });
    const left = await leadsOf(world, 1);
    expect(left).toHaveLength(1 + 2 + 5);
    expect(left[0]).toBe(reinserted);
    expect(left.slice(1, 3).every((id) => id < committed)).toBe(true);
  }));

test('a filter takes what matched at the click; a lead that was open then, or changed since, is left alone and counted', () =>
  withWorld(async (world) => {
    const { dataSource } = world;
    const lost = await addLeads(dataSource, 2, many(12, 'lost'));
    const fresh = await addLeads(dataSource, 2, many(3, 'new'));
    const changing = `UPDATE leads SET status = 'lost' WHERE id = ${fresh[0]}`;
    const job = await beforeTheBegin(world, () =>
      whileLocked(world.database, `${inserting(2, 'lost')}; SAVEPOINT import; ${changing}`, async (open) => {
        await addLeads(dataSource, 2, many(1, 'won'));
        const accepted = await click(world, 2, { selection: LOST });
        await open.commit();
        return accepted;
      }).then(async (accepted) => {
        await dataSource.query(`UPDATE leads SET status = 'lost' WHERE id = $1`, [fresh[1]]);
        await dataSource.query(`UPDATE leads SET name = 'changed' WHERE id = $1`, [lost[11]]);
        await addLeads(dataSource, 2, many(3, 'lost'));
        return accepted;
      }),
    );
    expect(await world.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 11, succeeded: 11, skipped: 0, notAttempted: 0, changedSince: 4 },
    });
    expect(await leadsOf(world, 2)).toEqual(expect.arrayContaining([lost[11], ...fresh]));
    expect(await leadsOf(world, 2)).toHaveLength(1 + 3 + 1 + 1 + 3);
  }));

test('a lead that is changed while the job runs is left alone, in or out of the filter, and the total stays', () =>
  withWorld(async (world) => {
    const { dataSource, ask } = world;
    const lost = await addLeads(dataSource, 3, many(25, 'lost'));
    const fresh = await addLeads(dataSource, 3, many(5, 'new'));
    const job = await click(world, 3, { selection: LOST, throttleMs: 60_000 });
    await eventually(async () => (await world.job(job.id)).processed === 10);
    await dataSource.query(`UPDATE leads SET status = 'lost' WHERE id = ANY($1)`, [fresh]);
    await dataSource.query(`UPDATE leads SET name = 'changed' WHERE id = ANY($1)`, [lost.slice(12, 15)]);
    await dataSource.query(`UPDATE leads SET status = 'won' WHERE id = ANY($1)`, [lost.slice(20, 22)]);
    await addLeads(dataSource, 3, many(4, 'lost'));
    await changeSpeed(world, job, { seq: 1, throttleMs: 0 });
    expect(await world.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 25, processed: 25, succeeded: 20, failed: 0, skipped: 5, changedSince: 8 },
    });
    expect(await leadsOf(world, 3)).toHaveLength(5 + 3 + 2 + 4);

    const token = await testToken(3);
    const { body } = await ask(`/api/v1/jobs/${job.id}`, { token });
    expect(body).toMatchObject({ total: 25, percentage: 100, skipped: 5, changedSince: 8 });
    const { text } = await ask(`/api/v1/jobs/${job.id}/events`, { token });
    const [, data] = /^data: (.+)$/m.exec(text)!;
    expect(JSON.parse(data!)).toMatchObject({ total: 25, changedSince: 8 });
  }));

test('a lead that a batch waits for is looked at as it has become', () =>
  withWorld(async (world) => {
    const { dataSource } = world;
    const lost = await addLeads(dataSource, 4, many(15, 'lost'));
    const job = await whileLocked(world.database, 'SAVEPOINT click', async (open) => {
      const begun = await beforeTheBegin(world, async () => {
        const accepted = await click(world, 4, { selection: LOST });
        await open.query(`UPDATE leads SET name = 'changed' WHERE id = ANY($1)`, [lost.slice(2, 5)]);
        return accepted;
      });
      await statementBlocked(dataSource, 'FROM leads');
      await open.commit();
      return begun;
    });
    expect(await world.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 15, succeeded: 12, skipped: 3, changedSince: 3 },
    });
    expect(await leadsOf(world, 4)).toEqual(lost.slice(2, 5));
  }));

test('ids that were named one by one are taken as they are when they are reached', () =>
  withWorld(async (world) => {
    const { dataSource } = world;
    const ids = await addLeads(dataSource, 5, many(12, 'new'));
    const selection = await staged(world, 5, ids);
    const job = await beforeTheBegin(world, async () => {
      const accepted = await click(world, 5, { selection });
      await dataSource.query(`UPDATE leads SET status = 'lost' WHERE business_id = 5`);
      return accepted;
    });
    expect(await world.finished(job.id)).toMatchObject({ total: 12, succeeded: 12, skipped: 0, changedSince: null });
    expect(await leadsOf(world, 5)).toEqual([]);
  }));

test('`createdAfter` with the time that a lead is shown with neither lists nor deletes it', () =>
  withWorld(async (world) => {
    const { dataSource, ask } = world;
    const times = ['12:00:00.123456Z', '12:00:00.123999Z', '12:00:00.124Z', '12:00:01Z'];
    const ids = await addLeads(
      dataSource,
      7,
      times.map((time) => ({ createdAt: `2026-01-31T${time}` })),
    );
    const token = await testToken(7);
    const listed = async (query: string) => {
      const { body } = await ask<{ items: { id: number; createdAt: string }[] }>(`/api/v1/leads${query}`, { token });
      return body.items;
    };
    const { createdAt } = (await listed('?limit=1'))[0]!;
    expect((await listed(`?createdAfter=${createdAt}`)).map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await listed(`?createdBefore=${createdAt}`)).toEqual([]);
    const { body } = await ask<{ id: string }>('/api/v1/jobs', {
      token,
      body: { type: 'delete_leads_bulk', selection: { filter: { createdAfter: createdAt } } },
    });
    expect(await world.finished(body.id)).toMatchObject({ status: 'completed', total: 2, succeeded: 2 });
    expect(await leadsOf(world, 7)).toEqual(ids.slice(0, 2));
  }));

test('a job that an older API has accepted is measured when it begins, and does not tell what was changed since', () =>
  withWorld(async (world) => {
    const { dataSource } = world;
    await addLeads(dataSource, 6, many(12, 'lost'));
    const job = await beforeTheBegin(world, async () => {
      const accepted = await click(world, 6, { selection: LOST });
      await dataSource.query(
        'UPDATE jobs SET upper_bound = NULL, accepted_snapshot = NULL, changed_since = NULL WHERE id = $1',
        [accepted.id],
      );
      await addLeads(dataSource, 6, many(3, 'lost'));
      return accepted;
    });
    expect(await world.finished(job.id)).toMatchObject({ total: 15, succeeded: 15, skipped: 0, changedSince: null });
  }));
