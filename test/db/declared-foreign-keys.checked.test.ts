import { expect, test } from '@jest/globals';
import { assertDeclaredForeignKeys } from '../../src/db/assert-declared-foreign-keys.js';
import { createRegistry, type TargetTable } from '../../src/operations/definition.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { withDatabase } from '../support/test-database.js';

const registryOf = (targets: TargetTable) => createRegistry([{ ...deleteLeadsBulk, targets }]);

test('foreign keys that change rows with a target, or with its dependants, must be declared; those that forbid need not', () =>
  withDatabase(async (database) => {
    const worker = await database.as('bulkgate_worker');
    const faultsOf = (targets: TargetTable): Promise<string> =>
      assertDeclaredForeignKeys(worker, registryOf(targets)).then(
        () => 'none',
        (error: Error) => error.message,
      );
    expect(await faultsOf(leadTargets)).toBe('none');

    const { dataSource } = database;
    await dataSource.query(`
      CREATE TABLE invoices (id bigint PRIMARY KEY, business_id integer, lead_id bigint REFERENCES leads (id));
      CREATE TABLE letters (business_id integer, lead_id bigint CONSTRAINT letters_lead REFERENCES leads ON DELETE CASCADE);
      CREATE TABLE visits (business_id integer, host bigint CONSTRAINT visits_host REFERENCES leads ON DELETE SET NULL);
      CREATE TABLE gifts (business_id integer, lead_id bigint DEFAULT 0
        CONSTRAINT gifts_lead REFERENCES leads ON DELETE SET DEFAULT);
      CREATE TABLE pictures (note_id bigint CONSTRAINT pictures_note REFERENCES notes ON DELETE CASCADE)`);
    const faults = (await faultsOf(leadTargets)).split('\n').slice(1);
    expect(faults.map((fault) => fault.replace(/\. Declare .*/, ''))).toEqual([
      '  - gifts_lead: gifts (lead_id) refers to leads with ON DELETE SET DEFAULT',
      '  - letters_lead: letters (lead_id) refers to leads with ON DELETE CASCADE',
      '  - pictures_note: pictures (note_id) refers to notes with ON DELETE CASCADE',
      '  - visits_host: visits (host) refers to leads with ON DELETE SET NULL',
    ]);
    await dataSource.query('DROP TABLE pictures, gifts');
    const declared = {
      ...leadTargets,
      dependants: [...leadTargets.dependants!, { table: 'letters', column: 'lead_id' }],
    };
    expect(await faultsOf(declared)).toContain('visits_host');
    expect(await faultsOf({ ...declared, references: [{ table: 'visits', column: 'host' }] })).toBe('none');
    const qualified = { ...declared, table: 'public.leads', references: [{ table: 'public.visits', column: 'host' }] };
    expect(await faultsOf(qualified)).toBe('none');
    expect(await faultsOf({ ...qualified, references: [] })).toContain('visits_host');
    // Another column of a table that is declared is another foreign key.
    expect(await faultsOf({ ...declared, references: [{ table: 'visits', column: 'guest' }] })).toContain(
      'visits_host',
    );
  }));
