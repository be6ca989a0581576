import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { fillReceipts } from '../../src/db/repositories/sample-receipts.js';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import { deleteReceiptFiles } from '../../src/upkeep/delete-receipt-files.js';
import { type TestApi, withApi } from '../support/api.js';
import { addImport } from '../support/imports.js';
import { addLeadHistories, leadHistory } from '../support/lead-history.js';
import { addLeads, type LeadColumns } from '../support/leads.js';
import { contents, failuresOf, restored, run } from '../support/restores.js';
import { testToken } from '../support/test-token.js';

const TYPES = [
  ...(['delete_leads_bulk', 'update_leads_bulk', 'delete_imported_leads', 'delete_receipts_all'] as const),
  'restore_job',
] as const;
const POLICIES = Object.fromEntries(TYPES.map((type) => [type, { batchSize: 5, throttleMs: 0, confirmAbove: 1_000 }]));

const DELETE_ALL = { type: 'delete_leads_bulk', selection: { all: true } };

/** Leads of a business with all that hangs on them. */
async function addWholeLeads({ dataSource }: TestApi, businessId: number, leads: readonly LeadColumns[]) {
  const ids = await addLeads(dataSource, businessId, leads);
  await addLeadHistories(dataSource, businessId, ids);
  return ids;
}

function withWorker(work: (api: TestApi) => Promise<void>): Promise<void> {
  return withApi({ policies: POLICIES }, async (api) => {
    await api.startWorker();
    await work(api);
  });
}

test('what a job has deleted comes back, every row and column, and what refers to it; once more, it fails by its ids', () =>
  withWorker(async (api) => {
    const { dataSource } = api;
    const lost = { status: 'lost', tags: ['a', 'b c'], email: 'x@example.org', owner: 'dana' };
    for (const businessId of [1, 2]) await addWholeLeads(api, businessId, Array<LeadColumns>(23).fill(lost));
    const [before, theirs] = [await contents(dataSource), await contents(dataSource, 2)];

    const deleted = await run(api, DELETE_ALL);
    expect(deleted).toMatchObject({ status: 'completed', succeeded: 23 });
    expect(await restored(api, deleted, { options: { parallelism: 3 } })).toMatchObject({
      ...{ status: 'completed', total: 23, succeeded: 23, failed: 0, skipped: 0 },
      ...{ operationType: 'restore_job', gateType: 'delete_leads_bulk', restores: deleted.id },
    });
    expect(await contents(dataSource)).toEqual(before);
    expect(await contents(dataSource, 2)).toEqual(theirs);
    await api.lockGone('delete_leads_bulk');

    const twice = await restored(api, deleted);
    expect(twice).toMatchObject({ status: 'completed', total: 23, succeeded: 0, failed: 23 });
    expect(new Set((await failuresOf(dataSource, twice)).map(({ code }) => code))).toEqual(new Set(['id_taken']));
    expect(await contents(dataSource)).toEqual(before);
  }));

test('ids and unique values that were taken meanwhile are recorded failures, and nothing of such a lead comes back', () =>
  withWorker(async (api) => {
    const { dataSource } = api;
    await dataSource.query('CREATE UNIQUE INDEX leads_one_email ON leads (business_id, email)');
    const emails = Array.from({ length: 12 }, (_, n) => ({ name: `Lead ${n}`, email: `${n}@example.org` }));
    const leads = await addWholeLeads(api, 1, emails);
    const notes = await dataSource.query<{ id: number; lead: number }[]>('SELECT id, lead_id AS lead FROM notes');
    const deleted = await run(api, DELETE_ALL);

    const [idTaken, valueTaken, noteTaken, callTaken] = [leads[1]!, leads[4]!, leads[6]!, leads[8]!];
    const [newcomer] = await addLeads(dataSource, 1, [{ email: '4@example.org' }]);
    await dataSource.query(`INSERT INTO leads (id, business_id, name) VALUES ($1, 1, 'Somebody')`, [idTaken]);
    await dataSource.query(
      `INSERT INTO notes (id, business_id, lead_id, author, body) VALUES ($1, 1, $2, 'noor', 'Another')`,
      [notes.find(({ lead }) => lead === noteTaken)!.id, newcomer],
    );
    // A call that has another lead by now stays with it, and its former lead comes back without it.
    await dataSource.query('UPDATE calls SET lead_id = $2 WHERE call_sid LIKE $1', [`CA${callTaken}-%`, newcomer]);

    const restore = await restored(api, deleted);
    expect(restore).toMatchObject({ status: 'completed', total: 12, succeeded: 9, failed: 3, skipped: 0 });
    expect(await failuresOf(dataSource, restore)).toEqual([
      { id: idTaken, code: 'id_taken' },
      { id: valueTaken, code: 'value_taken' },
      { id: noteTaken, code: 'dependant_taken' },
    ]);
    const nothing = { notes: 0, tasks: 0, consents: 0, calls: 0 };
    for (const id of [idTaken, valueTaken, noteTaken]) expect(await leadHistory(dataSource, id)).toEqual(nothing);
    expect(await leadHistory(dataSource, callTaken)).toEqual({ notes: 1, tasks: 1, consents: 1, calls: 0 });
    expect(await leadHistory(dataSource, newcomer!)).toEqual({ ...nothing, notes: 1, calls: 1 });
    expect(await leadHistory(dataSource, leads[0]!)).toEqual({ notes: 1, tasks: 1, consents: 1, calls: 1 });

    // What stood in its way is gone: the rest comes back.
    await dataSource.query('DELETE FROM notes WHERE lead_id = $1', [newcomer]);
    const rest = await restored(api, deleted);
    expect(rest).toMatchObject({ succeeded: 1, failed: 11 });
    expect(await leadHistory(dataSource, noteTaken)).toEqual({ notes: 1, tasks: 1, consents: 1, calls: 1 });
  }));

test('an updated value goes back where it still is the one that was written; what others have changed since stays', () =>
  withWorker(async (api) => {
    const { dataSource } = api;
    const leads = await addWholeLeads(
      ...([api, 1, Array.from({ length: 11 }, (_, n) => ({ status: `was ${n}`, tags: ['a', `${n}`] }))] as const),
    );
    const all = () =>
      dataSource.query<{ id: number; status: string; tags: string[]; owner: string | null }[]>(
        'SELECT id, status, tags, owner FROM leads ORDER BY id',
      );
    const before = await all();
    const updated = await run(api, {
      ...{ type: 'update_leads_bulk', selection: { all: true } },
      parameters: { status: 'lost', tags: { add: ['new'], remove: ['3'] } },
    });
    const [changed, tagged, gone, elsewhere] = [leads[0]!, leads[3]!, leads[5]!, leads[7]!];
    await dataSource.query(`UPDATE leads SET status = 'won' WHERE id = $1`, [changed]);
    await dataSource.query(`UPDATE leads SET tags = tags || '{more}' WHERE id = $1`, [tagged]);
    await dataSource.query(`UPDATE leads SET owner = 'dana' WHERE id = $1`, [elsewhere]);
    for (const table of ['notes', 'tasks', 'consents']) {
      await dataSource.query(`DELETE FROM ${table} WHERE lead_id = $1`, [gone]);
    }
    await dataSource.query('UPDATE calls SET lead_id = NULL WHERE lead_id = $1', [gone]);
    await dataSource.query('DELETE FROM leads WHERE id = $1', [gone]);

    const restore = await restored(api, updated);
    expect(restore).toMatchObject({ status: 'completed', total: 11, succeeded: 8, failed: 3, skipped: 0 });
    expect(await failuresOf(dataSource, restore)).toEqual([
      { id: changed, code: 'changed_since' },
      { id: tagged, code: 'changed_since' },
      { id: gone, code: 'target_gone' },
    ]);
    const expected = before
      .filter(({ id }) => id !== gone)
      .map((lead) => {
        // All of such a lead stays as it is, also the column that nobody has changed.
        if (lead.id === changed) return { ...lead, status: 'won', tags: [...lead.tags, 'new'] };
        if (lead.id === tagged) return { ...lead, status: 'lost', tags: ['a', 'new', 'more'] };
        return lead.id === elsewhere ? { ...lead, owner: 'dana' } : lead;
      });
    expect(await all()).toEqual(expected);
    // Who undid what is seen of each, also where the restore has not come through with all.
    const token = await testToken(1, 'admin');
    const historyOf = async (id: number) =>
      (await api.ask<{ items: object[] }>(`/api/v1/audit/targets/leads/${id}`, { token })).body.items;
    const [by, update] = [{ jobId: restore.id }, { jobId: updated.id, outcome: 'updated', restoredAs: restore.id }];
    expect(await historyOf(elsewhere)).toMatchObject([{ ...by, outcome: 'restored', restores: updated.id }, update]);
    expect(await historyOf(changed)).toMatchObject([{ ...by, outcome: 'failed', code: 'changed_since' }, update]);
    expect(await historyOf(gone)).toMatchObject([{ ...by, outcome: 'failed', code: 'target_gone' }, update]);
  }));

test('columns that were added, dropped or are generated since then: what there is comes back, the rest has its default', () =>
  withWorker(async (api) => {
    const { dataSource } = api;
    await dataSource.query(`
      ALTER TABLE leads ADD COLUMN shoe_size integer, ADD COLUMN "Odd ""name" text, ADD COLUMN whisper text,
        ADD COLUMN initial text GENERATED ALWAYS AS (left(name, 1)) STORED,
        ALTER COLUMN id SET GENERATED ALWAYS`);
    const leads = await addWholeLeads(api, 1, Array<LeadColumns>(7).fill({ status: 'lost' }));
    await dataSource.query(`UPDATE leads SET shoe_size = 44, "Odd ""name" = 'kept', whisper = 'psst'`);
    const before = await contents(dataSource);
    const deleted = await run(api, DELETE_ALL);
    await dataSource.query(`
      ALTER TABLE leads DROP COLUMN shoe_size, DROP COLUMN whisper;
      ALTER TABLE leads ADD COLUMN rating integer NOT NULL DEFAULT 3,
        ADD COLUMN shout text GENERATED ALWAYS AS (upper(name)) STORED,
        ADD COLUMN whisper text GENERATED ALWAYS AS (lower(name)) STORED;
      ALTER TABLE notes ADD COLUMN pinned boolean NOT NULL DEFAULT true`);
    // A part was archived before a column came, another part after it.
    await dataSource.query(
      `UPDATE archive SET old_values = old_values || '{"rating": 5}' WHERE table_name = 'leads' AND target_id = $1`,
      [leads[2]],
    );
    expect(await restored(api, deleted)).toMatchObject({ succeeded: 7, failed: 0 });
    const generated = { shout: 'A LEAD', whisper: 'a lead', initial: 'A' };
    expect(
      await dataSource.query('SELECT rating, shout, whisper, initial, "Odd ""name" AS odd FROM leads ORDER BY id'),
    ).toEqual(leads.map((id) => ({ rating: id === leads[2] ? 5 : 3, ...generated, odd: 'kept' })));
    expect(await dataSource.query('SELECT DISTINCT pinned FROM notes')).toEqual([{ pinned: true }]);
    await dataSource.query('ALTER TABLE notes DROP COLUMN pinned');
    expect(await contents(dataSource)).toEqual(before);
  }));

test('the leads of an import come back, and the import itself; where its file is imported anew, they come without it', () =>
  withWorker(async (api) => {
    const { dataSource } = api;
    const importId = await addImport(dataSource, 1);
    await addWholeLeads(api, 1, Array<LeadColumns>(8).fill({ importId }));
    const before = await contents(dataSource);
    const undo = { type: 'delete_imported_leads', selection: { filter: { importId } } };
    const deleted = await run(api, undo);
    expect(await dataSource.query('SELECT FROM imports')).toHaveLength(0);
    expect(await restored(api, deleted)).toMatchObject({ total: 8, succeeded: 8 });
    expect(await contents(dataSource)).toEqual(before);

    const again = await run(api, undo);
    await addImport(dataSource, 1);
    await dataSource.query(
      `UPDATE imports SET file_sha256 = (SELECT old_values->>'file_sha256' FROM archive WHERE job_id = $1 AND target_id = 0)`,
      [again.id],
    );
    expect(await restored(api, again)).toMatchObject({ succeeded: 8, failed: 0 });
    expect(await dataSource.query('SELECT FROM imports WHERE id = $1', [importId])).toHaveLength(0);
    expect(await dataSource.query('SELECT FROM leads WHERE import_id = $1', [importId])).toHaveLength(8);
  }));

test('receipts come back with their files, which nobody deletes then; one whose file is gone fails', () =>
  withWorker(async (api) => {
    const { dataSource, environment } = api;
    const folder = environment.RECORDINGS_FOLDER!;
    const storage = await createRecordingStorage({ kind: 'folder', folder }, 'write');
    await fillReceipts(new Business(dataSource, 1), storage, 7);
    await dataSource.query(
      `INSERT INTO receipts (business_id, amount, currency, issued_at, file_name) VALUES (1, 1, 'EUR', now(), 'none')`,
    );
    const before = await contents(dataSource);
    const remove = { type: 'delete_receipts_all', selection: { all: true } };
    const deleted = await run(api, remove);
    const listed = () => dataSource.query<object[]>('SELECT FROM receipt_files_to_delete');
    expect(await listed()).toHaveLength(7);
    expect(await restored(api, deleted)).toMatchObject({ succeeded: 8, failed: 0 });
    expect(await contents(dataSource)).toEqual(before);
    expect(await listed()).toHaveLength(0);

    const again = await run(api, remove);
    const [lost] = await dataSource
      .query<{ id: number }[]>(
        `UPDATE receipt_files_to_delete SET delete_after = now()
        WHERE receipt_id = (SELECT min(receipt_id) + 2 FROM receipt_files_to_delete) RETURNING receipt_id AS id`,
      )
      .then(([rows]) => rows as unknown as { id: number }[]);
    const worker = await api.database.as('bulkgate_worker');
    expect(await deleteReceiptFiles({ dataSource: worker, storage }, new AbortController().signal)).toBe(1);
    const restore = await restored(api, again);
    expect(restore).toMatchObject({ succeeded: 7, failed: 1 });
    expect(await failuresOf(dataSource, restore)).toEqual([{ id: lost!.id, code: 'file_gone' }]);
    expect(await dataSource.query('SELECT FROM receipts WHERE id = $1', [lost!.id])).toHaveLength(0);
  }));
