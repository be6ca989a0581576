import { expect, test } from '@jest/globals';
import { Business } from '../../../src/db/business.js';
import { makeArchivePartition } from '../../../src/db/repositories/archive-partitions.js';
import { deleteLeadsBulk } from '../../../src/operations/definitions/delete-leads-bulk.js';
import { TargetIds } from '../../../src/operations/target-ids.js';
import { checksum } from '../../support/checksum.js';
import { addLeadHistory } from '../../support/lead-history.js';
import { addLeads } from '../../support/leads.js';
import { withDatabase } from '../../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';
const DAY = '2999-12-31';
const TABLES = ['leads', 'notes', 'tasks', 'consents', 'calls'] as const;

test('what it deletes or clears is in the archive, and from there every column of every row comes back as it was', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const own = await addLeads(dataSource, 1, [
      { name: `Ada "O'Hara", 1\n\\x`, phone: '+49', email: null, source: 'fair', importId: 9 },
      { name: '\u202eאדה', createdAt: '1815-12-10T12:00:00.123456+02:00' },
      { name: 'held', legalHold: true },
      { name: 'stays' },
    ]);
    const foreign = await addLeads(dataSource, 2, [{}]);
    for (const id of [...own, own[0]!]) await addLeadHistory(dataSource, 1, id);
    await addLeadHistory(dataSource, 2, foreign[0]!);
    const sums = () =>
      Promise.all([1, 2].flatMap((business) => TABLES.map((table) => checksum(dataSource, table, business))));
    const before = await sums();
    const business = new Business(await database.as('bulkgate_worker'), 1);
    await makeArchivePartition(business, DAY);
    const ids = TargetIds.of([...own.slice(0, 3), ...foreign, 999_999]);
    const acted = await business.transaction((sql) =>
      deleteLeadsBulk.act(sql, { businessId: 1, jobId: JOB, ids, archiveExpiresOn: DAY }, {}),
    );
    expect(acted).toMatchObject({ done: 2, refused: [{ targetId: own[2] }] });
    const kept = await dataSource.query<object[]>(
      `SELECT target_id AS target, table_name AS "table", kind, count(*), bool_and(row_id = target_id) AS "isTarget"
         FROM archive WHERE business_id = 1 AND job_id = $1 AND expires_on = $2 GROUP BY 1, 2, 3 ORDER BY 1, 2`,
      [JOB, DAY],
    );
    expect(kept).toMatchObject(
      own.slice(0, 2).flatMap((target, index) => [
        { target, table: 'calls', kind: 'cleared', count: index === 0 ? 2 : 1 },
        { target, table: 'consents', kind: 'deleted', count: 1 },
        { target, table: 'leads', kind: 'deleted', count: 1, isTarget: true },
        { target, table: 'notes', kind: 'deleted', count: index === 0 ? 2 : 1 },
        { target, table: 'tasks', kind: 'deleted', count: index === 0 ? 2 : 1 },
      ]),
    );
    // Without the trigger, which would write the moment of this insert over that of the row.
    await dataSource.query('ALTER TABLE leads DISABLE TRIGGER track_writes');
    for (const table of TABLES.slice(0, 4)) {
      await dataSource.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE
         SELECT (jsonb_populate_record(NULL::${table}, old_values)).* FROM archive WHERE table_name = '${table}'`,
      );
    }
    await dataSource.query(
      `UPDATE calls SET lead_id = (old_values->>'lead_id')::bigint FROM archive WHERE table_name = 'calls' AND row_id = id`,
    );
    expect(await sums()).toEqual(before);
  }));

test('without an archive it keeps nothing', () =>
  withDatabase(async (database) => {
    const own = await addLeads(database.dataSource, 1, [{}, {}]);
    const business = new Business(await database.as('bulkgate_worker'), 1);
    const chunk = { businessId: 1, jobId: JOB, ids: TargetIds.of(own), archiveExpiresOn: null };
    expect(await business.transaction((sql) => deleteLeadsBulk.act(sql, chunk, {}))).toMatchObject({ done: 2 });
    expect(await database.dataSource.query('SELECT FROM archive')).toEqual([]);
  }));
