import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import type { Acted, RowsDefinition, TargetTable } from '../../src/operations/definition.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { deleteTargets } from '../../src/operations/delete-targets.js';
import { restoreOf } from '../../src/operations/restore-job.js';
import { TargetIds } from '../../src/operations/target-ids.js';
import { type NewValue, updateTargets } from '../../src/operations/update-targets.js';
import { actedJob } from '../support/acted-job.js';
import { checksum } from '../support/checksum.js';
import { addLeadHistories } from '../support/lead-history.js';
import { addLeads } from '../support/leads.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

/** A type of a CRM's own over leads. */
const typeWith = (act: RowsDefinition['act'], targets = leadTargets): RowsDefinition => ({
  ...deleteLeadsBulk,
  targets,
  act,
});
const deletes = (targets: TargetTable): RowsDefinition =>
  typeWith((sql, chunk) => deleteTargets(sql, targets, chunk), targets);
const updates = (newValues: Readonly<Record<string, NewValue>>): RowsDefinition =>
  typeWith((sql, chunk) => updateTargets(sql, leadTargets, chunk, newValues));
const to =
  (text: string): NewValue =>
  (parameter) =>
    `${parameter(text)}::text`;

const acted = (database: TestDatabase, definition: RowsDefinition, ids: readonly number[]): Promise<string> =>
  actedJob({ database, dataSource: database.dataSource }, definition, ids);

async function archiveOf({ dataSource }: TestDatabase, jobId: string): Promise<string> {
  const statement = 'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1';
  return (await dataSource.query<{ day: string }[]>(statement, [jobId]))[0]!.day;
}

/** Undoes the job in one chunk, as a worker does that does not halve it. */
async function undone(
  database: TestDatabase,
  definition: RowsDefinition,
  jobId: string,
  ids: readonly number[],
): Promise<Acted> {
  const business = new Business(await database.as('bulkgate_worker'), 1);
  const archiveExpiresOn = await archiveOf(database, jobId);
  const chunk = { businessId: 1, jobId, ids: TargetIds.of(ids), archiveExpiresOn };
  return business.transaction((sql) => restoreOf(definition, jobId).act(sql, chunk, {}));
}

test('rows that were archived with other columns than the rest of their chunk come back with their own', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const leads = await addLeads(dataSource, 1, [{}, {}, {}]);
    await addLeadHistories(dataSource, 1, leads);
    const job = await acted(database, deleteLeadsBulk, leads);
    // As if the columns had come while the job ran: what it deleted before has no value for them.
    await dataSource.query(`
      ALTER TABLE leads ADD COLUMN rating integer NOT NULL DEFAULT 3;
      ALTER TABLE notes ADD COLUMN pinned boolean NOT NULL DEFAULT false`);
    await dataSource.query(
      `UPDATE archive SET old_values = old_values || '{"rating": 5, "pinned": true}'
        WHERE table_name IN ('leads', 'notes') AND target_id = $1`,
      [leads[1]],
    );
    expect(await undone(database, deleteLeadsBulk, job, leads)).toEqual({ done: 3, refused: [] });
    expect(
      await dataSource.query('SELECT rating, pinned FROM leads JOIN notes ON lead_id = leads.id ORDER BY leads.id'),
    ).toEqual([
      { rating: 3, pinned: false },
      { rating: 5, pinned: true },
      { rating: 3, pinned: false },
    ]);
  }));

/** A second column of calls that names leads. @returns all that do */
async function withReferredBy({ dataSource }: TestDatabase): Promise<NonNullable<TargetTable['references']>> {
  await dataSource.query(`
    ALTER TABLE calls ADD COLUMN referred_by bigint REFERENCES leads (id);
    GRANT UPDATE (referred_by) ON calls TO bulkgate_worker`);
  return [...leadTargets.references!, { table: 'calls', column: 'referred_by' }];
}

/** Deletes two leads in one chunk, and undoes it. @returns what was left between the two, as the statement says it */
async function deletedAndUndone(database: TestDatabase, targets: TargetTable, ids: readonly number[], left: string) {
  const definition = deletes(targets);
  const job = await acted(database, definition, ids);
  const between = await database.dataSource.query<object[]>(left);
  expect(await undone(database, definition, job, ids)).toEqual({ done: ids.length, refused: [] });
  return between;
}

test('a table that refers to targets by two columns gets each of them back, also where both name one, and the other stays', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const references = await withReferredBy(database);
    const [one, another, third] = await addLeads(dataSource, 1, [{}, {}, {}]);
    await dataSource.query(
      `INSERT INTO calls (business_id, call_sid, lead_id, referred_by)
       VALUES (1, 'CA1', $1, NULL), (1, 'CA2', NULL, $1), (1, 'CA3', $2, $3), (1, 'CA4', $1, $1), (1, 'CA5', $1, $2),
              (1, 'CA6', $3, $3)`,
      [one, another, third],
    );
    const before = await checksum(dataSource, 'calls', 1);
    const between = await deletedAndUndone(
      ...([database, { ...leadTargets, references }, [one!, another!]] as const),
      'SELECT lead_id AS lead, referred_by AS by FROM calls ORDER BY call_sid',
    );
    const nobody = { lead: null, by: null };
    expect(between).toEqual([nobody, nobody, { lead: null, by: third }, nobody, nobody, { lead: third, by: third }]);
    expect(await checksum(dataSource, 'calls', 1)).toBe(before);
  }));

test('of two references of a row, each comes back with its own target, and one that was set since stays', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const references = await withReferredBy(database);
    const definition = deletes({ ...leadTargets, references });
    const [one, another, third] = await addLeads(dataSource, 1, [{}, {}, {}]);
    await dataSource.query(
      `INSERT INTO calls (business_id, call_sid, lead_id, referred_by) VALUES (1, 'CA1', $1, $2), (1, 'CA2', $1, $2)`,
      [one, another],
    );
    const job = await acted(database, definition, [one!, another!]);
    await dataSource.query(`UPDATE calls SET lead_id = $1 WHERE call_sid = 'CA2'`, [third]);
    const calls = () =>
      dataSource.query<object[]>('SELECT lead_id AS lead, referred_by AS by FROM calls ORDER BY call_sid');
    await undone(database, definition, job, [another!]);
    expect(await calls()).toEqual([
      { lead: null, by: another },
      { lead: third, by: another },
    ]);
    await undone(database, definition, job, [one!]);
    expect(await calls()).toEqual([
      { lead: one, by: another },
      { lead: third, by: another },
    ]);
  }));

test('rows that go with a target and name another one, or itself, by a reference are deleted and come back whole', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query(`
      ALTER TABLE notes ADD COLUMN mentions bigint REFERENCES leads (id);
      GRANT UPDATE (mentions) ON notes TO bulkgate_worker`);
    const targets = {
      ...leadTargets,
      references: [...leadTargets.references!, { table: 'notes', column: 'mentions' }],
    };
    const [one, another, third] = await addLeads(dataSource, 1, [{}, {}, {}]);
    await dataSource.query(
      `INSERT INTO notes (business_id, author, body, lead_id, mentions)
       VALUES (1, 'dana', '1', $1, $1), (1, 'dana', '2', $1, $2), (1, 'dana', '3', $2, NULL), (1, 'dana', '4', $3, $1)`,
      [one, another, third],
    );
    const before = await checksum(dataSource, 'notes', 1);
    const between = await deletedAndUndone(
      ...([database, targets, [one!, another!]] as const),
      'SELECT body, lead_id AS lead, mentions FROM notes',
    );
    const left = [{ body: '4', lead: third, mentions: null }];
    expect(between).toEqual(left);
    expect(await checksum(dataSource, 'notes', 1)).toBe(before);
    // Without an archive PostgreSQL clears before it deletes.
    await actedJob({ database, dataSource }, deletes(targets), [one!, another!], { archiveDays: 0 });
    expect(await dataSource.query('SELECT body, lead_id AS lead, mentions FROM notes')).toEqual(left);
  }));

test('targets that refer to each other are deleted and come back, and those that stay get their reference back', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query('ALTER TABLE leads ADD COLUMN merged_into bigint REFERENCES leads (id)');
    const references = [...leadTargets.references!, { table: 'leads', column: 'merged_into' }];
    const [one, another, third] = await addLeads(dataSource, 1, [{}, {}, {}]);
    await dataSource.query(
      'UPDATE leads SET merged_into = CASE id WHEN $1 THEN $2 WHEN $2 THEN $2 ELSE $1 END::bigint',
      [one, another],
    );
    const leads = 'SELECT id, merged_into AS "mergedInto" FROM leads ORDER BY id';
    const before = await dataSource.query<object[]>(leads);
    const between = await deletedAndUndone(
      ...([database, { ...leadTargets, references }, [one!, another!]] as const),
      leads,
    );
    expect(between).toEqual([{ id: third, mergedInto: null }]);
    expect(await dataSource.query(leads)).toEqual(before);
  }));

test('targets that went with another one come back with it, and are no targets of their own', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query('ALTER TABLE leads ADD COLUMN parent_id bigint REFERENCES leads (id)');
    const targets = { ...leadTargets, dependants: [{ table: 'leads', column: 'parent_id' }] };
    const definition = deletes(targets);
    const [parent, child, other] = await addLeads(dataSource, 1, [{}, {}, {}]);
    await dataSource.query('UPDATE leads SET parent_id = $1 WHERE id = $2', [parent, child]);
    const left = () => dataSource.query<object[]>('SELECT id, parent_id AS parent FROM leads ORDER BY id');
    const before = await left();
    const job = await acted(database, definition, [parent!]);
    expect(await left()).toEqual([{ id: other, parent: null }]);

    const selection = { kind: 'archived', ofJob: job, expiresOn: await archiveOf(database, job) } as const;
    const selected = selectTargets(targets, { businessId: 1, selection, upperBound: null, asOf: null });
    expect(await selected.measure(new Business(dataSource, 1))).toMatchObject({ total: 1 });
    expect(await undone(database, definition, job, [parent!])).toEqual({ done: 1, refused: [] });
    expect(await left()).toEqual(before);
  }));

test('of a job that has updated some targets and deleted others, each is undone by what was done to it', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const leads = await addLeads(dataSource, 1, Array(5).fill({ status: 'new' }));
    const [changed, updated, gone, taken, last] = leads;
    const definition = typeWith(async (sql, chunk) => {
      const [kept, rest] = [chunk.ids.slice(0, 2), chunk.ids.slice(2)];
      const ofKept = await updateTargets(sql, leadTargets, { ...chunk, ids: kept }, { status: to('lost') });
      const ofRest = await deleteTargets(sql, leadTargets, { ...chunk, ids: rest });
      return { done: ofKept.done + ofRest.done, refused: [] };
    });
    const job = await acted(database, definition, leads);
    await dataSource.query(`UPDATE leads SET status = 'won' WHERE id = $1`, [changed]);
    await dataSource.query(`INSERT INTO leads (id, business_id, name, status) VALUES ($1, 1, 'Somebody', 'open')`, [
      taken,
    ]);
    expect(await undone(database, definition, job, leads)).toEqual({
      done: 3,
      refused: [
        { targetId: changed, code: 'changed_since' },
        { targetId: taken, code: 'id_taken' },
      ],
    });
    expect(await dataSource.query('SELECT id, status FROM leads ORDER BY id')).toEqual([
      { id: changed, status: 'won' },
      { id: updated, status: 'new' },
      { id: gone, status: 'new' },
      { id: taken, status: 'open' },
      { id: last, status: 'new' },
    ]);
  }));

test('of an update, columns that were dropped since are left out; where all of them were, nothing is left to undo', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query(`ALTER TABLE leads ADD COLUMN stage text NOT NULL DEFAULT 'first'`);
    const leads = await addLeads(dataSource, 1, [{ status: 'new' }, { status: 'open' }]);
    const [one, both] = [updates({ stage: to('second') }), updates({ stage: to('third'), status: to('lost') })];
    const jobs = [await acted(database, one, leads), await acted(database, both, leads)] as const;
    await dataSource.query('ALTER TABLE leads DROP COLUMN stage');
    expect(await undone(database, both, jobs[1], leads)).toEqual({ done: 2, refused: [] });
    const statuses = () => dataSource.query<object[]>('SELECT status FROM leads ORDER BY id');
    expect(await statuses()).toEqual([{ status: 'new' }, { status: 'open' }]);
    expect(await undone(database, one, jobs[0], leads)).toEqual({ done: 2, refused: [] });
    expect(await statuses()).toEqual([{ status: 'new' }, { status: 'open' }]);
  }));
