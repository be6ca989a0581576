import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../../src/db/business.js';
import { targetsToBe } from '../../../src/db/selections/select-targets.js';
import { deleteImportedLeads } from '../../../src/operations/definitions/delete-imported-leads.js';
import type { Selection } from '../../../src/operations/selection.js';
import { acceptedJob } from '../../support/accepted-job.js';
import { addImport } from '../../support/imports.js';
import { addLeads } from '../../support/leads.js';
import { type TestDatabase, withDatabase } from '../../support/test-database.js';

const PATIENCE = 30_000;
const { targets } = deleteImportedLeads;

async function finished(database: TestDatabase, selection: Selection): Promise<number[]> {
  const { dataSource } = database;
  const jobId = await acceptedJob(dataSource, { operationType: 'delete_imported_leads' });
  await dataSource.query(
    `INSERT INTO imports (business_id, file_name, file_sha256, status, created_by, created_at, finished_at)
     VALUES (1, 'later.csv', repeat('f', 64), 'completed', 'u', clock_timestamp(), clock_timestamp())
     ON CONFLICT DO NOTHING`,
  );
  const business = new Business(await database.as('bulkgate_worker'), 1);
  await business.transaction((sql) =>
    deleteImportedLeads.finish!(sql, { businessId: 1, jobId, selection, archiveExpiresOn: null }, {}),
  );
  return importsOf(dataSource);
}

async function importsOf(dataSource: DataSource): Promise<number[]> {
  const rows = await dataSource.query<{ id: number }[]>(
    `SELECT id FROM imports WHERE file_name <> 'later.csv' ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

test('it selects the leads of one import, or those of any, and no lead that was added by hand', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const [one, another] = [await addImport(dataSource, 1), await addImport(dataSource, 1)];
    const ids = await addLeads(dataSource, 1, [{ importId: one }, { importId: another }, {}, { importId: one }]);
    await addLeads(dataSource, 2, [{ importId: one }]);
    const business = new Business(await database.as('bulkgate_api'), 1);
    const selected = async (selection: Selection): Promise<number[]> => {
      const found = await targetsToBe(targets, 1, selection).named(business, 10, PATIENCE);
      return found.map(({ id }) => id);
    };
    expect(await selected({ kind: 'filter', filter: { importId: one } })).toEqual([ids[0], ids[3]]);
    expect(await selected({ kind: 'all' })).toEqual([ids[0], ids[1], ids[3]]);
    const counted = await targetsToBe(targets, 1, { kind: 'all' }).count(business, {
      atMost: 100,
      timeoutMs: PATIENCE,
    });
    expect(counted.count).toBe(3);
  }));

test.each<[string, Selection | 'of one', readonly string[]]>([
  ['of one import', 'of one', ['with a lead', 'running', 'another without', 'of another business']],
  ['of all', { kind: 'all' }, ['with a lead', 'running', 'of another business']],
])('in the end, a job %s deletes the imports that have no lead left', (_title, selection, kept) =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const imports = {
      without: await addImport(dataSource, 1),
      'with a lead': await addImport(dataSource, 1),
      running: await addImport(dataSource, 1, 'running'),
      'another without': await addImport(dataSource, 1),
      'of another business': await addImport(dataSource, 2),
    };
    await addLeads(dataSource, 1, [{ importId: imports['with a lead'], legalHold: true }]);
    // A lead of another business keeps no import.
    await addLeads(dataSource, 2, [{ importId: imports.without }]);
    const of: Selection =
      selection === 'of one' ? { kind: 'filter', filter: { importId: imports.without } } : selection;
    const left = await finished(database, of);
    const named = Object.entries(imports).filter(([, id]) => left.includes(id));
    expect(named.map(([name]) => name)).toEqual(kept);
    // An import that came after the job's acceptance.
    expect(await dataSource.query(`SELECT FROM imports WHERE file_name = 'later.csv'`)).toHaveLength(1);
  }),
);

test('a job over what another one has failed at is about some leads, and deletes no import', () =>
  withDatabase(async (database) => {
    const without = await addImport(database.dataSource, 1);
    expect(await finished(database, { kind: 'failed', ofJob: uuidV7(), filter: null })).toEqual([without]);
  }));
