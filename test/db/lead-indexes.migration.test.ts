import { expect, test } from '@jest/globals';
import type { DataSource, MigrationInterface } from 'typeorm';
import { CreateLeadOrderIndexes1764000000032 } from '../../src/db/migrations/1764000000032-create-lead-order-indexes.js';
import { CreateLeadImportOrderIndex1764000000057 } from '../../src/db/migrations/1764000000057-create-lead-import-order-index.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { statementBlocked } from '../support/locks.js';
import { withDatabase } from '../support/test-database.js';

const migration = new CreateLeadOrderIndexes1764000000032();
const ofImports = new CreateLeadImportOrderIndex1764000000057();
const NEW = ['leads_by_creation', 'leads_by_id', 'leads_by_import'];

async function forward(dataSource: DataSource, of: MigrationInterface = migration): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await of.up(runner).finally(() => runner.release());
}

/** As TypeORM takes a migration back: in a transaction. */
const back = (dataSource: DataSource, of: MigrationInterface = migration): Promise<void> =>
  dataSource.transaction((manager) => of.down(manager.queryRunner!));

/** Valid indexes of leads that begin with the business, without that of a later migration. */
async function indexes(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
      WHERE indrelid = 'leads'::regclass AND indisvalid AND pg_get_indexdef(indexrelid) LIKE '%(business_id, %'
        AND indexrelid <> 'leads_by_owner'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

test('the indexes of the orders are built and taken back beside writers, also after a build that was cut off', () =>
  withDatabase(async ({ dataSource }, { opened }) => {
    await addManyLeads(dataSource, 1, 2);
    await back(dataSource, ofImports);
    expect(await indexes(dataSource)).toEqual(NEW);
    await back(dataSource);
    expect(await indexes(dataSource)).toEqual(['leads_business_id_id']);
    // A build that fails leaves an index that is not valid.
    const cutOff = dataSource.query('CREATE UNIQUE INDEX CONCURRENTLY leads_by_id ON leads (business_id)');
    await expect(cutOff).rejects.toThrow('could not create unique index');

    const writer = await opened(Promise.resolve(dataSource.createQueryRunner()), (runner) => runner.release());
    for (const [migrate, statement] of [
      // It waits for the writer before it drops what the build has left.
      [forward, 'DROP INDEX CONCURRENTLY IF EXISTS leads_by_id'],
      [back, 'CREATE INDEX CONCURRENTLY leads_business_id_id'],
    ] as const) {
      await writer.startTransaction();
      await writer.query(`UPDATE leads SET status = 'lost' WHERE business_id = 1`);
      const migrated = migrate(dataSource);
      await statementBlocked(dataSource, statement);
      await addLeads(dataSource, 1, [{ name: 'Written meanwhile' }]);
      await writer.commitTransaction();
      await migrated;
    }
    expect(await indexes(dataSource)).toEqual(['leads_business_id_id']);
    await forward(dataSource);
    await forward(dataSource);
    expect(await indexes(dataSource)).toEqual(NEW);
  }));

test('the index of an import in the order of ids takes the place of the one before, beside writers, and gives it back', () =>
  withDatabase(async ({ dataSource }, { opened }) => {
    await addManyLeads(dataSource, 1, 2);
    const [before, after] = [NEW, ['leads_by_creation', 'leads_by_id', 'leads_by_import_and_id']];
    expect(await indexes(dataSource)).toEqual(after);
    const writer = await opened(Promise.resolve(dataSource.createQueryRunner()), (runner) => runner.release());
    for (const [migrate, statement, left] of [
      [back, 'CREATE INDEX CONCURRENTLY leads_by_import ', before],
      [forward, 'CREATE INDEX CONCURRENTLY leads_by_import_and_id', after],
    ] as const) {
      await writer.startTransaction();
      await writer.query(`UPDATE leads SET status = 'lost' WHERE business_id = 1`);
      const migrated = migrate(dataSource, ofImports);
      await statementBlocked(dataSource, statement);
      await addLeads(dataSource, 1, [{ name: 'Written meanwhile' }]);
      await writer.commitTransaction();
      await migrated;
      expect(await indexes(dataSource)).toEqual(left);
    }
    // A build that was cut off.
    await dataSource.query('DROP INDEX leads_by_import_and_id');
    await dataSource.query(`UPDATE leads SET import_id = 7`);
    const cutOff = dataSource.query('CREATE UNIQUE INDEX CONCURRENTLY leads_by_import_and_id ON leads (import_id)');
    await expect(cutOff).rejects.toThrow('could not create unique index');
    await forward(dataSource, ofImports);
    await forward(dataSource, ofImports);
    expect(await indexes(dataSource)).toEqual(after);
  }));
