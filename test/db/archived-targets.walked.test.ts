import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { restoreOf } from '../../src/operations/restore-job.js';
import { TargetIds } from '../../src/operations/target-ids.js';
import { archivedJob } from '../support/archived-job.js';
import { leadsOf } from '../support/leads.js';
import { whileLocked } from '../support/locks.js';
import { withDatabase } from '../support/test-database.js';

const LEADS = Array.from({ length: 100 }, (_, n) => 3 * n + 5);

test('what a job has archived is measured, divided and walked, one target for each lead; other businesses find nothing of it', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const [ofJob] = [await archivedJob(dataSource, LEADS), await archivedJob(dataSource, [1, 2, 3])];
    const [row] = await dataSource.query<{ day: string }[]>('SELECT max(expires_on)::text AS day FROM archive');
    const expiresOn = row!.day;
    // What hung on the leads, and what the job has deleted at its end.
    await dataSource.query(
      `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
       SELECT 1, $2::date, $1::uuid, lead, 'notes', lead, 'deleted', '{}'::jsonb FROM unnest($3::bigint[]) AS lead
        UNION ALL SELECT 1, $2::date, $1::uuid, lead, 'calls', lead, 'cleared', '{}'::jsonb FROM unnest($3::bigint[]) AS lead
        UNION ALL SELECT 1, $2::date, $1::uuid, 0, 'imports', 9, 'deleted', '{}'::jsonb`,
      [ofJob, expiresOn, LEADS],
    );
    const worker = await database.as('bulkgate_worker');
    const of = (businessId: number, program = worker) => {
      const selection = { kind: 'archived', ofJob, expiresOn } as const;
      const selected = selectTargets(leadTargets, { businessId, selection, upperBound: null, asOf: null });
      return { selected, business: new Business(program, businessId) };
    };

    const { selected, business } = of(1);
    const { total, streams } = await selected.measure(business, 3);
    expect(total).toBe(100);
    expect(streams).toEqual([
      { after: 0, upTo: LEADS[33] },
      { after: LEADS[33], upTo: LEADS[66] },
      { after: LEADS[66], upTo: LEADS[99] },
    ]);
    expect(await selected.count(business, { atMost: 41, timeoutMs: 20_000 })).toEqual({ fixed: null, count: 41 });
    const step = { cursor: LEADS[9]!, limit: 7 };
    expect(await selected.step(business, step, 20_000)).toEqual({ seen: 7, matching: 7, lastId: LEADS[16] });
    const walked: number[] = [];
    for (let cursor = 0, exhausted = false; !exhausted;) {
      const next = await selected.next(business, cursor, 7, true);
      walked.push(...next.ids.toArray());
      ({ nextCursor: cursor, exhausted } = next);
    }
    expect(walked).toEqual(LEADS);

    // A lead that is not there is nobody's to lock; one that is, may be.
    await dataSource.query(
      `INSERT INTO leads (id, business_id, name) SELECT n, 1, 'Back' FROM unnest($1::bigint[]) n`,
      [LEADS.slice(0, 3)],
    );
    await whileLocked(database, `SELECT FROM leads WHERE id = ${LEADS[1]} FOR UPDATE`, async () => {
      const { ids, locked } = await business.transaction((sql) =>
        selected.lockUnlocked(sql, TargetIds.of(LEADS.slice(0, 5))),
      );
      expect([ids.toArray(), locked]).toEqual([[LEADS[0], LEADS[2], LEADS[3], LEADS[4]], [LEADS[1]]]);
    });

    // To the superuser row-level security is nothing: the statements alone keep the businesses apart.
    for (const theirs of [of(2), of(2, dataSource)]) {
      expect(await theirs.selected.measure(theirs.business, 3)).toMatchObject({ total: 0 });
      expect(await theirs.selected.next(theirs.business, 0, 7, true)).toMatchObject({ taken: 0, exhausted: true });
      const chunk = { businessId: 2, jobId: ofJob, ids: TargetIds.of(LEADS.slice(0, 5)), archiveExpiresOn: expiresOn };
      const acted = await theirs.business.transaction((sql) => restoreOf(deleteLeadsBulk, ofJob).act(sql, chunk, {}));
      expect(acted).toEqual({ done: 0, refused: [] });
    }
    expect([await leadsOf(database, 1), await leadsOf(database, 2)]).toEqual([LEADS.slice(0, 3), []]);
  }));
