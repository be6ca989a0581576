import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { AskApi } from '../support/asking.js';
import { testToken } from '../support/test-token.js';
import { type Build, buildWithoutPredicates } from '../support/build-without-predicates.js';
import { checksum } from '../support/checksum.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { ProductWorker } from '../support/product-process.js';
import { type System, withSystem } from '../support/system.js';

const JOBS = '/api/v1/jobs';
const NOTHING_ELSE = { throttleMs: 0 };
/** That a drain is for every business is no predicate of one. */
const PREDICATE_LEFT = /business_id\s*=\s*(?:\$(?!\{EVERY_BUSINESS\})|:)|find\w*By\(/g;

interface Job {
  readonly id: string;
  readonly status: string;
}

/** Both businesses' leads, ids interleaved. */
async function fill(system: System): Promise<void> {
  for (let round = 0; round < 4; round++) {
    for (const businessId of [1, 2]) await addManyLeads(system.dataSource, businessId, 25);
  }
}

test('with every business predicate taken out, row-level security alone lets nothing across', () =>
  withCleanups(async (cleanups) => {
    const build = await cleanups.opened(buildWithoutPredicates(), (made) => made.remove());
    await expectNoPredicateLeft(build);
    await withSystem({ policies: {} }, async (system) => {
      const { ask } = await system.startApi({}, { build: build.api });
      const other = await testToken(2);
      await fill(system);
      const theirs = await leadsOf(system, 2);
      const begun = await ask<Job>(JOBS, {
        token: other,
        headers: { 'idempotency-key': 'the same' },
        body: { type: 'delete_leads_bulk', selection: { filter: { status: 'nobody' } }, options: NOTHING_ELSE },
      });
      expect(begun.status).toBe(202);
      const job = begun.body.id;
      const rows = async (): Promise<string[]> =>
        Promise.all((['leads', 'jobs'] as const).map((table) => checksum(system.dataSource, table, 2, '*, xmin')));
      const before = await rows();

      const { body: leads } = await ask<{ items: { id: number }[] }>('/api/v1/leads?limit=500');
      expect(leads.items.map(({ id }) => id)).toEqual(await leadsOf(system, 1));
      const ours = await leadsOf(system, 1);
      for (const [selection, count, sample] of [
        [{ all: true }, ours.length, ours.slice(0, 10)],
        [{ filter: { text: 'Lead' } }, ours.length, ours.slice(0, 10)],
        [{ ids: theirs }, theirs.length, []],
      ] as const) {
        const wouldBe = await ask<{ count: { value: number }; sample: { id: number }[] }>(`${JOBS}?dryRun=true`, {
          body: { type: 'delete_leads_bulk', selection },
        });
        expect([wouldBe.body.count.value, wouldBe.body.sample.map(({ id }) => id)]).toEqual([count, sample]);
      }
      expect((await ask<{ items: object[] }>(JOBS)).body.items).toEqual([]);
      expect((await ask<{ items: object[] }>('/api/v1/gate')).body.items).toEqual([]);
      const unknown = '019ab1c2-0000-7000-8000-000000000000';
      for (const [method, suffix, body] of [
        ['GET', '', undefined],
        ['GET', '/events', undefined],
        ['GET', '/results?outcome=failed', undefined],
        ['GET', '/results?outcome=failed&format=csv', undefined],
        ['GET', '/results/summary', undefined],
        ['POST', '/retry-failed', {}],
        ['POST', '/restore', {}],
        ['POST', '/ask-again', {}],
        ['POST', '/pause', {}],
        ['POST', '/resume', {}],
        ['POST', '/cancel', {}],
        ['PATCH', '', { throttleMs: 1 }],
      ] as const) {
        const answers = await Promise.all([job, unknown].map((id) => ask(`${JOBS}/${id}${suffix}`, { method, body })));
        const [foreign, missing] = answers.map(({ status, body: { code, detail } }) => ({ status, code, detail }));
        expect([method, suffix, foreign]).toEqual([method, suffix, missing]);
        expect(foreign).toMatchObject({ status: 404, code: 'job_not_found' });
      }

      // The same idempotency key, and their ids beside our own.
      const started = await ask<Job>(JOBS, {
        headers: { 'idempotency-key': 'the same' },
        body: {
          type: 'delete_leads_bulk',
          selection: { ids: [...theirs, ...ours.slice(0, 10)] },
          options: NOTHING_ELSE,
        },
      });
      expect([started.status, started.headers.get('idempotent-replayed')]).toEqual([202, null]);
      expect(await rows()).toEqual(before);

      const worker = ProductWorker.start(system.environment, { build: build.worker });
      cleanups.defer(() => worker.stop());
      expect(await system.finished(started.body.id)).toMatchObject({
        ...{ status: 'completed', total: theirs.length + 10, succeeded: 10, skipped: theirs.length, failed: 0 },
      });
      expect(await system.finished(job)).toMatchObject({ status: 'completed', total: 0 });
      expect(await leadsOf(system, 2)).toEqual(theirs);
      await system.lockGone('delete_leads_bulk');

      for (const selection of [{ filter: { text: 'lead 2' } }, { all: true }]) {
        const { body } = await ask<Job>(JOBS, {
          body: { type: 'delete_leads_bulk', selection, options: NOTHING_ELSE },
        });
        expect(await system.finished(body.id)).toMatchObject({ status: 'completed', failed: 0 });
        expect(await leadsOf(system, 2)).toEqual(theirs);
        await system.lockGone('delete_leads_bulk');
      }
      expect(await leadsOf(system, 1)).toEqual([]);

      await expectReconcilerAndPurgeToWork(system, ask, other);
      expect(await leadsOf(system, 2)).toEqual(theirs);

      // Shows that the walls, and nothing else, have held: without them this build gives everything away.
      await system.dataSource.query('ALTER TABLE leads DISABLE ROW LEVEL SECURITY');
      const { body: all } = await ask<{ items: { id: number }[] }>('/api/v1/leads?limit=500');
      expect(all.items.map(({ id }) => id)).toEqual(theirs);
    });
  }));

/** Jobs of both businesses whose workflows are taken away are settled; what old jobs left is purged. */
async function expectReconcilerAndPurgeToWork(system: System, ask: AskApi, other: string): Promise<void> {
  for (const token of [await testToken(1), other]) {
    const { body: job } = await ask<Job>(JOBS, {
      token,
      body: { type: 'delete_leads_bulk', selection: { filter: { status: 'nobody' } }, options: { throttleMs: 60_000 } },
    });
    await system.finished(job.id);
  }
  // Accepted, but nobody has started the workflow: the reconciler finds the job over the walls and starts it inside them.
  const lost = '019ab1c2-0000-7000-8000-00000000000';
  for (const businessId of [1, 2]) {
    await system.dataSource.query(
      `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                         temporal_namespace, created_at)
       VALUES ($1, $2, 'delete_leads_bulk', 'pending', 'all', 'operator-1', 10, 0, $3, now() - interval '1 minute')`,
      [`${lost}${businessId}`, businessId + 100, system.config.temporal.namespace],
    );
  }
  for (const businessId of [1, 2]) {
    expect(await system.finished(`${lost}${businessId}`)).toMatchObject({ status: 'completed', total: 0 });
  }
  const count = async (): Promise<number> =>
    (await system.dataSource.query<{ count: number }[]>('SELECT count(*) FROM job_batches'))[0]!.count;
  expect(await count()).toBeGreaterThan(0);
  await system.dataSource.query(`UPDATE jobs SET finished_at = finished_at - interval '31 days'`);
  const again = ProductWorker.start(system.environment); // purges as it starts
  try {
    await eventually(async () => (await count()) === 0, 30_000);
  } finally {
    await again.stop();
  }
}

async function expectNoPredicateLeft({ folder, removed }: Build): Promise<void> {
  for (const statements of ['repositories', 'selections'].map((name) => path.join(folder, 'db', name))) {
    for (const file of (await readdir(statements)).filter((name) => name.endsWith('.js'))) {
      const text = await readFile(path.join(statements, file), 'utf8');
      expect([file, text.match(PREDICATE_LEFT)]).toEqual([file, null]);
    }
  }
  const total = Object.values(removed).reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(30);
}
