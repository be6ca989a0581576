import { describe, expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Business } from '../../src/db/business.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { restoreOf } from '../../src/operations/restore-job.js';
import type { OperationDefinition } from '../../src/operations/definition.js';
import { actedJob } from '../support/acted-job.js';
import type { TestApi } from '../support/api.js';
import { archivedJob } from '../support/archived-job.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { addLeadHistory } from '../support/lead-history.js';
import { addLeads } from '../support/leads.js';
import { walkPages } from '../support/pages.js';
import { shareApi } from '../support/shared-api.js';
import { staged } from '../support/staged-ids.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();
const LOST = { status: 'lost' };
const update = operationRegistry.get('update_leads_bulk')!;

interface Result {
  readonly targetId: number;
  readonly name: string | null;
}

const results = ({ ask }: TestApi, job: string, query: string, token?: string) =>
  ask<{ items: Result[]; nextCursor: string | null; code?: string }>(`/api/v1/jobs/${job}/results?outcome=${query}`, {
    ...(token === undefined ? {} : { token }),
  });

const outcomesOf = async ({ ask }: TestApi, job: string) =>
  (await ask<{ outcomes: object[] }>(`/api/v1/jobs/${job}/results/summary`)).body.outcomes;

describe('outcome=succeeded', () => {
  test('of a delete is who was deleted, by the name of then, once each whatever went with it', async (api) => {
    const { dataSource } = api;
    const leads = await addLeads(dataSource, 1, [{ name: '=1+1' }, { name: 'Ada' }, { name: 'held', legalHold: true }]);
    for (const lead of leads) await addLeadHistory(dataSource, 1, lead);
    // A note with the id of a lead.
    await dataSource.query(
      `INSERT INTO notes (id, business_id, lead_id, body) OVERRIDING SYSTEM VALUE
       SELECT $1, 1, $1, 'a note' WHERE NOT EXISTS (SELECT FROM notes WHERE id = $1)`,
      [leads[0]],
    );
    const job = await actedJob(api, deleteLeadsBulk, leads);
    const other = await actedJob(api, deleteLeadsBulk, await addLeads(dataSource, 1, [{ name: 'of another job' }]));
    const { body } = await results(api, job, 'succeeded');
    expect(body.items).toEqual(
      ['=1+1', 'Ada'].map((name, index) => ({
        ...{ targetId: leads[index], name, outcome: 'succeeded' },
        ...{ change: 'deleted', oldValues: null, newValues: null },
      })),
    );
    const csv = await results(api, job, 'succeeded&format=csv');
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="succeeded-of-${job}.csv"`);
    expect(parse(csv.text, { columns: true })).toMatchObject([{ name: `'=1+1` }, { name: 'Ada', oldValues: '' }]);
    expect((await auditEntries(dataSource)).at(-1)).toMatchObject({ selection: 'succeeded, as csv', count: 2 });
    expect((await results(api, other, 'succeeded')).body.items).toMatchObject([{ name: 'of another job' }]);
    expect(await outcomesOf(api, job)).toEqual([
      { outcome: 'succeeded', count: 2, isListed: true, code: null },
      { outcome: 'failed', count: 1, isListed: true, code: null },
      { outcome: 'skipped', count: 0, isListed: true, code: null },
    ]);
  });

  test('of an update has what it has overwritten and written, and not who was so already', async (api) => {
    const leads = await addLeads(api.dataSource, 1, [{ status: 'new' }, { status: 'lost' }, { status: '=cmd()' }]);
    const job = await actedJob(api, update, leads, { parameters: { status: 'lost' } });
    await api.dataSource.query(`UPDATE leads SET name = 'by now' WHERE id = $1`, [leads[0]]);
    await api.dataSource.query('DELETE FROM leads WHERE id = $1', [leads[2]]);
    const expected = [
      { targetId: leads[0], name: 'by now', oldValues: { status: 'new' }, newValues: { status: 'lost' } },
      { targetId: leads[2], name: null, oldValues: { status: '=cmd()' }, newValues: { status: 'lost' } },
    ].map((each) => ({ ...each, outcome: 'succeeded', change: 'updated' }));
    expect((await results(api, job, 'succeeded')).body.items).toEqual(expected);
    const lines = (await results(api, job, 'succeeded&format=jsonl')).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
    const [, cells]: string[][] = parse((await results(api, job, 'succeeded&format=csv')).text);
    expect(cells).toEqual([
      ...[String(leads[0]), 'by now', 'succeeded', 'updated'],
      ...['{"status":"new"}', '{"status":"lost"}'],
    ]);
  });

  test('comes page by page and shows nothing of another business, and only to those who may see results', async (api) => {
    const leads = await addLeads(api.dataSource, 1, Array(7).fill({}));
    const job = await actedJob(api, deleteLeadsBulk, leads);
    const theirs = await addLeads(api.dataSource, 2, [{}]);
    await actedJob(api, deleteLeadsBulk, theirs, { businessId: 2 });
    const pages = await walkPages<Result>(api.ask, `/api/v1/jobs/${job}/results?outcome=succeeded&limit=3`);
    expect(pages.map((page) => page.map(({ targetId }) => targetId))).toEqual([
      leads.slice(0, 3),
      leads.slice(3, 6),
      leads.slice(6),
    ]);
    for (const [token, status] of [
      [await testToken(2), 404],
      [await testToken(1, 'viewer'), 403],
    ] as const)
      expect((await results(api, job, 'succeeded', token)).status).toBe(status);
  });

  test('is 410 where it was erased or has expired, also while the expired archive is still there', async (api) => {
    const leads = await addLeads(api.dataSource, 1, [{}, {}, {}]);
    const erased = await actedJob(api, deleteLeadsBulk, leads.slice(0, 1), { archiveDays: 0 });
    const expired = await actedJob(api, deleteLeadsBulk, leads.slice(1, 2));
    const dropping = await actedJob(api, deleteLeadsBulk, leads.slice(2), { archiveDays: 31 });
    const yesterday = `(now() AT TIME ZONE 'UTC')::date - 1`;
    await api.dataSource.query(`SELECT make_archive_partition(${yesterday})`);
    await api.dataSource.query(`UPDATE archive SET expires_on = ${yesterday} WHERE job_id = $1`, [expired]);
    await api.dataSource.query(`UPDATE jobs SET archive_expires_on = ${yesterday} WHERE id = $1`, [expired]);
    await api.dataSource.query(
      `UPDATE archive_partitions SET state = 'dropping' WHERE expires_on = (SELECT archive_expires_on FROM jobs WHERE id = $1)`,
      [dropping],
    );
    for (const [job, code] of [
      [erased, 'results_not_kept'],
      [expired, 'archive_expired'],
      [dropping, 'archive_expired'],
    ] as const) {
      for (const format of ['json', 'csv']) {
        const { status, body } = await results(api, job, `succeeded&format=${format}`);
        expect([status, body.code]).toEqual([410, code]);
      }
      expect(await outcomesOf(api, job)).toMatchObject([
        { outcome: 'succeeded', count: 1, isListed: false, code },
        { isListed: true },
        { isListed: true },
      ]);
    }
    const untouched = await endedJob(api.dataSource, [failureOf(1)]);
    expect((await results(api, untouched, 'succeeded')).body).toMatchObject({ items: [], nextCursor: null });
  });

  test('is a 409 for an operation type that is not known any more', async (api) => {
    const job = await archivedJob(api.dataSource, [1], { operationType: 'canary_increment' });
    expect(await results(api, job, 'succeeded')).toMatchObject({ status: 409, body: { code: 'unknown_type' } });
  });
});

describe('of a restore', () => {
  /** A restore of that job, over these targets. */
  async function restore(api: TestApi, undone: OperationDefinition, ofJob: string, targets: readonly number[]) {
    const [row] = await api.dataSource.query<{ day: string }[]>(
      'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1',
      [ofJob],
    );
    const selection = { kind: 'archived', ofJob, expiresOn: row!.day } as const;
    return actedJob(api, restoreOf(undone, ofJob), targets, { selection, gateType: undone.type });
  }

  test('those that have come back succeeded, and those that have not are failed', async (api) => {
    const leads = await addLeads(api.dataSource, 1, [{ name: 'Ada' }, { name: 'Grace' }]);
    const deletion = await actedJob(api, deleteLeadsBulk, leads);
    await api.dataSource.query(
      `INSERT INTO leads (id, business_id, name) OVERRIDING SYSTEM VALUE VALUES ($1, 1, 'x')`,
      [leads[1]],
    );
    const job = await restore(api, deleteLeadsBulk, deletion, leads);
    expect((await results(api, job, 'succeeded')).body.items).toEqual([
      ...[
        { targetId: leads[0], name: 'Ada', outcome: 'succeeded', change: 'restored', oldValues: null, newValues: null },
      ],
    ]);
    expect((await results(api, job, 'failed')).body.items).toMatchObject([{ targetId: leads[1], code: 'id_taken' }]);
    for (const [columns, code] of [
      // It is not known any more which of them has failed.
      ['results_deleted_at = now()', 'results_deleted'],
      ['results_deleted_at = NULL, not_attempted = 1, total = total + 1', 'results_not_kept'],
      ['not_attempted = 0, skipped = 1, processed = processed + 1', 'results_not_kept'],
      [`status = 'running', finished_at = NULL, not_attempted = NULL`, 'wrong_status'],
    ] as const) {
      await api.dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [job]);
      expect([columns, (await results(api, job, 'succeeded')).body.code]).toEqual([columns, code]);
    }
  });

  test('of an update it has what has come back over what was written', async (api) => {
    const leads = await addLeads(api.dataSource, 1, [{ name: 'Ada', status: 'new' }]);
    const job = await restore(api, update, await actedJob(api, update, leads, { parameters: LOST }), leads);
    expect((await results(api, job, 'succeeded')).body.items).toEqual([
      {
        ...{ targetId: leads[0], name: 'Ada', outcome: 'succeeded', change: 'restored' },
        ...{ oldValues: { status: 'lost' }, newValues: { status: 'new' } },
      },
    ]);
  });
});

describe('outcome=skipped', () => {
  /** A job by these ids, of which it finds only `found`. */
  async function byIds(api: TestApi, definition: OperationDefinition, ids: readonly number[], found = ids) {
    const { database, dataSource } = api;
    const selection = await staged({ dataSource: await database.as('bulkgate_api') } as TestApi, 1, ids);
    const job = await actedJob(api, definition, found, { selection, parameters: definition === update ? LOST : {} });
    await dataSource.query('UPDATE jobs SET total = $2, processed = $2, skipped = skipped + $3 WHERE id = $1', [
      job,
      ids.length,
      ids.length - found.length,
    ]);
    return job;
  }

  test('of a job by ids are those that are neither archived nor failed, and the three outcomes are all ids', async (api) => {
    const own = await addLeads(api.dataSource, 1, [{}, { legalHold: true }, {}, { name: 'was busy' }]);
    const foreign = await addLeads(api.dataSource, 2, [{ name: 'of another business' }]);
    const ids = [...own, ...foreign, 1_000_001, 1_000_002];
    const job = await byIds(api, deleteLeadsBulk, ids, own.slice(0, 3));
    expect((await results(api, job, 'skipped')).body.items).toEqual(
      [own[3]!, ...foreign, 1_000_001, 1_000_002].map((targetId, index) => {
        return { targetId, name: index === 0 ? 'was busy' : null, outcome: 'skipped', code: null };
      }),
    );
    const pages = await walkPages<Result>(api.ask, `/api/v1/jobs/${job}/results?outcome=skipped&limit=3`);
    expect(pages.map(({ length }) => length)).toEqual([3, 1]);
    const targets = await Promise.all(
      ['succeeded', 'failed', 'skipped'].map(async (outcome) => (await results(api, job, outcome)).body.items),
    );
    expect(
      targets
        .flat()
        .map(({ targetId }) => targetId)
        .sort((a, b) => a - b),
    ).toEqual(ids.sort((a, b) => a - b));
    expect((await results(api, job, 'skipped&format=csv')).text.split('\r\n').slice(0, 2)).toEqual([
      'targetId,name,outcome,code',
      `${own[3]},was busy,skipped,`,
    ]);

    // One that has deleted nothing needs no archive.
    const none = await byIds(api, deleteLeadsBulk, [1_000_003, 1_000_004], []);
    await api.dataSource.query('UPDATE jobs SET archive_expires_on = NULL WHERE id = $1', [none]);
    expect((await results(api, none, 'skipped')).body.items).toMatchObject([
      { targetId: 1_000_003 },
      { targetId: 1_000_004 },
    ]);
  });

  test('is a clear answer where they cannot be told', async (api) => {
    const { dataSource } = api;
    const refusal = async (job: string) => {
      const { status, body } = await results(api, job, 'skipped');
      return [status, body.code];
    };
    const change = (job: string, columns: string) =>
      dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [job]);
    const leads = await addLeads(dataSource, 1, Array(8).fill({}));
    const skippedOne = async () => byIds(api, deleteLeadsBulk, [leads.pop()!, 1_000_001], leads.slice(-1));

    const byAll = await actedJob(api, deleteLeadsBulk, [leads.pop()!]);
    expect((await results(api, byAll, 'skipped')).body.items).toEqual([]);
    await change(byAll, 'total = 2, processed = 2, skipped = 1');
    expect(await refusal(byAll)).toEqual([409, 'skipped_not_listed']);

    const early = await skippedOne();
    await change(early, 'total = total + 1, not_attempted = 1');
    expect(await refusal(early)).toEqual([409, 'skipped_not_listed']);

    const purged = await skippedOne();
    await change(purged, 'results_deleted_at = now()');
    expect(await refusal(purged)).toEqual([410, 'results_deleted']);

    const expired = await skippedOne();
    await change(expired, 'archive_expires_on = NULL');
    expect(await refusal(expired)).toEqual([410, 'results_not_kept']);

    const live = await skippedOne();
    await change(live, `status = 'running', finished_at = NULL, not_attempted = NULL`);
    expect(await refusal(live)).toEqual([409, 'wrong_status']);

    // One lead is as it is to become, so that it is not in the archive.
    const lost = await addLeads(dataSource, 1, [LOST, {}]);
    expect(await refusal(await byIds(api, update, [...lost, 1_000_001], lost))).toEqual([409, 'skipped_not_listed']);
  });

  test('of a list that takes several look-ups has those of all of them', async (api) => {
    const business = new Business(api.dataSource, 1);
    const leads = await addLeads(api.dataSource, 1, [{}]);
    const job = await byIds(api, deleteLeadsBulk, [...leads, 2_000_000], leads);
    await business.query(
      `INSERT INTO staged_ids (staging_id, business_id, target_id)
       SELECT (SELECT staging_id FROM jobs WHERE id = $1), 1, n FROM generate_series(1000001, 1025000) AS n`,
      [job],
    );
    await business.query(
      `INSERT INTO job_failures (job_id, business_id, target_id, batch_no, code)
       SELECT $1, 1, n, 1, '23503' FROM generate_series(1000001, 1024999) AS n`,
      [job],
    );
    const { items } = (await results(api, job, 'skipped')).body;
    expect(items.map(({ targetId }) => targetId)).toEqual([1_025_000, 2_000_000]);
  });
});
