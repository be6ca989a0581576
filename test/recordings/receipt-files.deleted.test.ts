import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { deleteListedFile } from '../../src/db/repositories/receipt-files.js';
import { fillReceipts } from '../../src/db/repositories/sample-receipts.js';
import { deleteReceiptsAll } from '../../src/operations/definitions/delete-receipts-all.js';
import { TargetIds } from '../../src/operations/target-ids.js';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../src/recordings/storage/recording-storage.js';
import type { ReceiptKey } from '../../src/recordings/storage/storage-key.js';
import { deleteReceiptFiles } from '../../src/upkeep/delete-receipt-files.js';
import { withCleanups } from '../support/cleanups.js';
import { createTestDatabase } from '../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';

interface Stage {
  readonly everybody: DataSource;
  readonly worker: DataSource;
  readonly storage: RecordingStorage;
  /** One pass; `fails` says what befalls the storage when it is asked to remove the file of this receipt. */
  readonly pass: (fails?: (receiptId: number) => 'before' | 'after' | undefined) => Promise<number>;
  /** Ids of the receipts whose files are there. */
  readonly files: (businessId: number) => Promise<number[]>;
  readonly receipts: (businessId: number) => Promise<number[]>;
  readonly listed: () => Promise<number>;
}

async function withStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-receipts-'));
    defer(() => rm(folder, { recursive: true, force: true }));
    const database = await opened(createTestDatabase(), (created) => created.drop());
    const worker = await database.as('bulkgate_worker');
    const storage = await createRecordingStorage({ kind: 'folder', folder }, 'write');
    const { dataSource } = database;
    await test({
      ...{ everybody: dataSource, worker, storage },
      pass: (fails = () => undefined) =>
        deleteReceiptFiles(
          {
            dataSource: worker,
            storage: {
              async remove(key) {
                const moment = 'receiptId' in key ? fails(key.receiptId) : undefined;
                if (moment === 'before') throw new Error('the storage is away');
                await storage.remove(key);
                if (moment === 'after') throw new Error('the answer is lost');
              },
            },
          },
          new AbortController().signal,
        ),
      async files(businessId) {
        const names = await readdir(path.join(folder, String(businessId))).catch(() => []);
        return names.map((name) => Number(name.replace('receipt.', ''))).sort((a, b) => a - b);
      },
      async receipts(businessId) {
        const all = 'SELECT id FROM receipts WHERE business_id = $1 ORDER BY id';
        return (await dataSource.query<{ id: number }[]>(all, [businessId])).map(({ id }) => id);
      },
      async listed() {
        const [row] = await dataSource.query<{ count: number }[]>(
          'SELECT count(*) AS count FROM receipt_files_to_delete',
        );
        return row!.count;
      },
    });
  });
}

const act = ({ worker }: Stage, ids: readonly number[], fails = false, archiveExpiresOn: string | null = null) =>
  new Business(worker, 1).transaction(async (sql) => {
    await deleteReceiptsAll.act(sql, { businessId: 1, jobId: JOB, ids: TargetIds.of(ids), archiveExpiresOn }, {});
    if (fails) throw new Error('rolled back');
  });

test('the files of deleted receipts are deleted, those of a delete that was rolled back are not, nor anybody else’s', () =>
  withStage(async (stage) => {
    for (const businessId of [1, 2]) {
      expect(await fillReceipts(new Business(stage.everybody, businessId), stage.storage, 6)).toBe(6);
      expect(await stage.files(businessId)).toEqual(await stage.receipts(businessId));
    }
    const own = await stage.receipts(1);
    const foreign = await stage.receipts(2);
    await expect(act(stage, own, true)).rejects.toThrow('rolled back');
    expect([await stage.listed(), await stage.pass()]).toEqual([0, 0]);

    await act(stage, [...own.slice(0, 4), ...foreign]);
    expect([await stage.receipts(1), await stage.receipts(2)]).toEqual([own.slice(4), foreign]);
    expect(await stage.files(1)).toEqual(own);
    expect(await stage.pass()).toBe(4);
    expect([await stage.files(1), await stage.files(2)]).toEqual([own.slice(4), foreign]);
    expect(await stage.listed()).toBe(0);
  }));

test('a file that cannot be deleted stays listed and keeps none of the others; one is never left behind', () =>
  withStage(async (stage) => {
    await fillReceipts(new Business(stage.everybody, 1), stage.storage, 5);
    const ids = await stage.receipts(1);
    await act(stage, ids);
    await expect(
      stage.pass((id) => (id === ids[0] ? 'before' : id === ids[3] ? 'after' : undefined)),
    ).rejects.toMatchObject({
      errors: [{ message: 'the storage is away' }, { message: 'the answer is lost' }],
    });
    expect([await stage.files(1), await stage.listed()]).toEqual([[ids[0]], 2]);
    // As two workers do it.
    const passes = await Promise.all([stage.pass(), stage.pass()]);
    expect(passes[0] + passes[1]).toBe(2);
    expect([await stage.files(1), await stage.listed()]).toEqual([[], 0]);
  }));

test('the file of an archived receipt is kept as long as its archive, and that of one that has come back for ever', () =>
  withStage(async (stage) => {
    const { everybody } = stage;
    await fillReceipts(new Business(everybody, 1), stage.storage, 2);
    const ids = await stage.receipts(1);
    await everybody.query('CREATE TABLE kept AS SELECT * FROM receipts');
    await everybody.query(`SELECT make_archive_partition((now() + interval '10 days')::date)`);
    const [day] = await everybody.query<{ day: string }[]>(`SELECT (now() + interval '10 days')::date::text AS day`);
    await act(stage, ids, false, day!.day);
    expect([await stage.pass(), await stage.listed(), await stage.files(1)]).toEqual([0, 2, ids]);
    const [until] = await everybody.query<object[]>(
      `SELECT min(delete_after) = $1::date + 1 AS isOver FROM receipt_files_to_delete`,
      [day!.day],
    );
    expect(Object.values(until!)).toEqual([true]);
    await everybody.query(`UPDATE receipt_files_to_delete SET delete_after = now()`);
    await everybody.query('INSERT INTO receipts OVERRIDING SYSTEM VALUE SELECT * FROM kept WHERE id = $1', [ids[0]]);
    expect([await stage.pass(), await stage.listed(), await stage.files(1)]).toEqual([1, 0, [ids[0]]]);
  }));

test('a receipt that is back by hand and deleted again has its file for as long as the later delete says', () =>
  withStage(async (stage) => {
    const { everybody, worker } = stage;
    await fillReceipts(new Business(everybody, 1), stage.storage, 1);
    const ids = await stage.receipts(1);
    await everybody.query('CREATE TABLE kept AS SELECT * FROM receipts');
    await act(stage, ids);
    await everybody.query('INSERT INTO receipts OVERRIDING SYSTEM VALUE SELECT * FROM kept');
    const [day] = await everybody.query<{ day: string }[]>(`SELECT (now() + interval '10 days')::date::text AS day`);
    await everybody.query('SELECT make_archive_partition($1)', [day!.day]);
    await act(stage, ids, false, day!.day);
    expect([await stage.pass(), await stage.listed(), await stage.files(1)]).toEqual([0, 1, ids]);
    // A pass that has found the file before it was listed anew.
    const [file] = await everybody.query<ReceiptKey[]>(
      'SELECT business_id AS "businessId", receipt_id AS "receiptId", sha256 FROM receipt_files_to_delete',
    );
    const remove = () => stage.storage.remove(file!);
    expect([await deleteListedFile(new Business(worker, 1), file!, remove), await stage.files(1)]).toEqual([
      false,
      ids,
    ]);
  }));
