import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import type { Acted, RowsDefinition, Sql, TargetTable } from '../../src/operations/definition.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { deleteTargets } from '../../src/operations/delete-targets.js';
import { restoreOf } from '../../src/operations/restore-job.js';
import { TargetIds } from '../../src/operations/target-ids.js';
import { actedJob } from '../support/acted-job.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

/** Leads refer to leads, and so do their notes, beside the lead that a note is a part of. */
const TARGETS: TargetTable = {
  ...leadTargets,
  references: [
    ...leadTargets.references!,
    { table: 'leads', column: 'merged_into' },
    { table: 'leads', column: 'found_by' },
    { table: 'notes', column: 'mentions' },
  ],
};

type Chunks = readonly (readonly number[])[];

interface Restoring {
  readonly worker: Business;
  /** Undoes a part of the job, within a transaction. */
  readonly undoIn: (sql: Sql, ids: readonly number[]) => Promise<Acted>;
  readonly undo: (ids: readonly number[]) => Promise<Acted>;
}

/** A job that has deleted leads in these chunks, to be undone. */
async function deleted(database: TestDatabase, chunks: Chunks): Promise<Restoring> {
  const { dataSource } = database;
  const definition: RowsDefinition = {
    ...deleteLeadsBulk,
    targets: TARGETS,
    async act(sql, chunk) {
      let done = 0;
      for (const ids of chunks) done += (await deleteTargets(sql, TARGETS, { ...chunk, ids: TargetIds.of(ids) })).done;
      return { done, refused: [] };
    },
  };
  const jobId = await actedJob({ database, dataSource }, definition, chunks.flat());
  const [row] = await dataSource.query<{ day: string }[]>(
    'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1',
    [jobId],
  );
  const worker = new Business(await database.as('bulkgate_worker'), 1);
  const undoIn: Restoring['undoIn'] = (sql, ids) => {
    const chunk = { businessId: 1, jobId, ids: TargetIds.of(ids), archiveExpiresOn: row!.day };
    return restoreOf(definition, jobId).act(sql, chunk, {});
  };
  return { worker, undoIn, undo: (ids) => worker.transaction((sql) => undoIn(sql, ids)) };
}

async function addColumns({ dataSource }: TestDatabase): Promise<void> {
  await dataSource.query(`
    ALTER TABLE leads ADD COLUMN merged_into bigint REFERENCES leads (id), ADD COLUMN found_by bigint REFERENCES leads (id);
    ALTER TABLE notes ADD COLUMN mentions bigint REFERENCES leads (id);
    GRANT UPDATE (mentions) ON notes TO bulkgate_worker`);
}

async function fiveLeads({ dataSource }: TestDatabase): Promise<[number, number, number, number, number]> {
  const [a, b, c, d, e] = await addLeads(dataSource, 1, [{}, {}, {}, {}, {}]);
  return [a!, b!, c!, d!, e!];
}

const leadsOf = ({ dataSource }: TestDatabase) =>
  dataSource.query<object[]>('SELECT id, merged_into AS merged, found_by AS found FROM leads ORDER BY id');
const notesOf = ({ dataSource }: TestDatabase) =>
  dataSource.query<object[]>('SELECT body, lead_id AS lead, mentions FROM notes ORDER BY body');

test('references between targets, and of what went with them, come back, whichever chunks their ends went and come with', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await addColumns(database);
    const [a, b, c, d, stays] = await fiveLeads(database);
    // Forwards, backwards, in a circle, to itself, twice to one, from a lead that stays, and to it.
    for (const [id, merged, found] of [
      [a, b, d],
      [b, a, null],
      [c, c, a],
      [d, a, a],
      [stays, a, d],
    ]) {
      await dataSource.query('UPDATE leads SET merged_into = $2, found_by = $3 WHERE id = $1', [id, merged, found]);
    }
    await dataSource.query('UPDATE leads SET found_by = $1 WHERE id = $2', [stays, b]);
    await dataSource.query(
      `INSERT INTO notes (business_id, author, body, lead_id, mentions)
       VALUES (1, 'dana', '1', $1, $4), (1, 'dana', '2', $4, $1), (1, 'dana', '3', $2, $2), (1, 'dana', '4', $3, $5),
              (1, 'dana', '5', $5, $3)`,
      [a, b, c, d, stays],
    );
    const before = [await leadsOf(database), await notesOf(database)];
    const ways: Chunks[] = [
      [[a, b, c, d]],
      [[a], [b], [c], [d]],
      [[d], [c], [b], [a]],
      [
        [a, c],
        [b, d],
      ],
      [
        [b, d],
        [a, c],
      ],
    ];
    for (const chunks of ways) {
      for (const comingBack of ways) {
        const { undo } = await deleted(database, chunks);
        expect(await leadsOf(database)).toEqual([{ id: stays, merged: null, found: null }]);
        expect(await notesOf(database)).toEqual([{ body: '5', lead: stays, mentions: null }]);
        for (const ids of comingBack) expect(await undo(ids)).toEqual({ done: ids.length, refused: [] });
        expect([await leadsOf(database), await notesOf(database)]).toEqual(before);
      }
    }
  }));

test('of two chunks that come back at once, the second one sets the reference between them', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await addColumns(database);
    const [one, another] = await fiveLeads(database);
    await dataSource.query('UPDATE leads SET merged_into = $1 WHERE id = $2', [another, one]);
    const before = await leadsOf(database);
    const { worker, undoIn, undo } = await deleted(database, [[one], [another]]);
    let second: Promise<Acted>;
    await worker.transaction(async (sql) => {
      await undoIn(sql, [one]);
      second = undo([another]);
      second.catch(() => undefined);
      // It has brought its lead back and waits, or it has not waited and has ended.
      await eventually(async () => {
        const waits = dataSource.query<object[]>(
          `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
            WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
        );
        const isThere = dataSource.query<object[]>('SELECT FROM leads WHERE id = $1', [another]);
        expect((await waits).length + (await isThere).length).toBe(1);
      });
    });
    expect(await second!).toEqual({ done: 1, refused: [] });
    expect(await leadsOf(database)).toEqual(before);
  }));

test('a reference that was set since stays; one whose target is gone for good keeps nobody from coming back', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await addColumns(database);
    const [one, another, third, gone, last] = await fiveLeads(database);
    await dataSource.query('UPDATE leads SET merged_into = $1, found_by = $2 WHERE id = $3', [another, gone, one]);
    await dataSource.query('UPDATE leads SET merged_into = $1 WHERE id = $2', [another, third]);
    const { undo } = await deleted(database, [[one], [another]]);
    await dataSource.query('DELETE FROM leads WHERE id = $1', [gone]);
    expect(await undo([one])).toEqual({ done: 1, refused: [] });
    await dataSource.query('UPDATE leads SET merged_into = $1 WHERE id = $2', [third, one]);
    expect(await undo([another])).toEqual({ done: 1, refused: [] });
    expect(await leadsOf(database)).toEqual([
      { id: one, merged: third, found: null },
      { id: another, merged: null, found: null },
      { id: third, merged: another, found: null },
      { id: last, merged: null, found: null },
    ]);
  }));
