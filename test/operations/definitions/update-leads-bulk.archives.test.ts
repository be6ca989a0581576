import { expect, test } from '@jest/globals';
import { Business } from '../../../src/db/business.js';
import { makeArchivePartition } from '../../../src/db/repositories/archive-partitions.js';
import { updateLeadsBulk } from '../../../src/operations/definitions/update-leads-bulk.js';
import { TargetIds } from '../../../src/operations/target-ids.js';
import { addLeads } from '../../support/leads.js';
import { withDatabase } from '../../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';
const DAY = '2999-12-31';
const CHANGES = { status: 'lost', owner: 'noam', tags: { add: ['cold'] } };

test('it archives what the columns that change were and what they became, and nothing of a lead that matches', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const [both, status, none] = (await addLeads(dataSource, 1, [{ status: 'new' }, { status: 'open' }, {}])) as [
      number,
      number,
      number,
    ];
    const [foreign] = await addLeads(dataSource, 2, [{}]);
    const change = (id: number, columns: string) => dataSource.query(`UPDATE leads SET ${columns} WHERE id = $1`, [id]);
    await change(both, `tags = '{vip}'`);
    await change(status, `owner = 'noam', tags = '{cold}'`);
    await change(none, `status = 'lost', owner = 'noam', tags = '{cold}'`);
    const business = new Business(await database.as('bulkgate_worker'), 1);
    await makeArchivePartition(business, DAY);
    const ids = TargetIds.of([both, status, none, foreign!, 999_999]);
    const chunk = { businessId: 1, jobId: JOB, ids, archiveExpiresOn: DAY };
    expect(await business.transaction((sql) => updateLeadsBulk.act(sql, chunk, CHANGES))).toEqual({
      ...{ done: 3, refused: [] },
    });
    const kept = await dataSource.query<object[]>(
      `SELECT row_id AS id, target_id = row_id AND table_name = 'leads' AND job_id = $1 AND business_id = 1 AS "isOfLead",
              kind, old_values AS old, new_values AS written FROM archive ORDER BY row_id`,
      [JOB],
    );
    const ofLead = { isOfLead: true, kind: 'updated' };
    expect(kept).toEqual([
      {
        ...{ id: both, ...ofLead },
        ...{ old: { status: 'new', owner: null, tags: ['vip'] } },
        ...{ written: { status: 'lost', owner: 'noam', tags: ['vip', 'cold'] } },
      },
      { id: status, ...ofLead, old: { status: 'open' }, written: { status: 'lost' } },
    ]);
  }));

test('without an archive it changes the same and keeps nothing', () =>
  withDatabase(async (database) => {
    const ids = TargetIds.of(await addLeads(database.dataSource, 1, [{}, {}]));
    const business = new Business(await database.as('bulkgate_worker'), 1);
    const chunk = { businessId: 1, jobId: JOB, ids, archiveExpiresOn: null };
    expect(await business.transaction((sql) => updateLeadsBulk.act(sql, chunk, CHANGES))).toMatchObject({ done: 2 });
    expect(await database.dataSource.query('SELECT DISTINCT status, owner, tags FROM leads')).toEqual([
      { status: 'lost', owner: 'noam', tags: ['cold'] },
    ]);
    expect(await database.dataSource.query('SELECT FROM archive')).toEqual([]);
  }));
