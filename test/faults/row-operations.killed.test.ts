import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { fillReceipts } from '../../src/db/repositories/sample-receipts.js';
import type { Job } from '../../src/operations/job.js';
import type { Selection } from '../../src/operations/selection.js';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../src/recordings/storage/recording-storage.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { deleteReceiptFiles } from '../../src/upkeep/delete-receipt-files.js';
import { checksum } from '../support/checksum.js';
import { eventually } from '../support/eventually.js';
import { addImport } from '../support/imports.js';
import { addLeadHistories } from '../support/lead-history.js';
import { addLeads } from '../support/leads.js';
import { FAST_CANARY, type System, withSystem, workflowOf } from '../support/system.js';

/** A worker that is killed is noticed after two seconds, and a chunk is ten rows. */
const POLICY = {
  ...FAST_CANARY.canary_increment,
  lockTtlSeconds: 600,
  maxRuntimeSeconds: 100,
  startToCloseSeconds: 125,
};
const POLICIES = { delete_leads_bulk: POLICY, delete_imported_leads: POLICY, delete_receipts_all: POLICY };
/** Of each type. */
const TARGETS = 45;
const TABLES = ['leads', 'notes', 'tasks', 'consents', 'calls', 'receipts', 'imports'] as const;

interface Stage {
  readonly system: System;
  readonly storage: RecordingStorage;
  /** The import whose leads are deleted, and one that stays. */
  readonly imports: readonly [number, number];
  /** Begins one job of each type. */
  readonly start: (throttleMs?: number) => Promise<Job[]>;
  /** Of rows that no job is to touch: the other business's, and those of this one. */
  readonly bystanders: () => Promise<object>;
  readonly filesOf: (businessId: number) => Promise<number>;
  readonly count: (what: string) => Promise<number>;
}

async function withStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  await withSystem({ policies: POLICIES }, async (system) => {
    const { dataSource, business, other, environment } = system;
    const folder = environment.RECORDINGS_FOLDER!;
    const storage = await createRecordingStorage({ kind: 'folder', folder }, 'write');
    const imports = [await addImport(dataSource, business), await addImport(dataSource, business)] as const;
    const lost = { status: 'lost', importId: imports[1] };
    for (const leads of [
      Array.from({ length: TARGETS }, (_, n) => ({ ...lost, legalHold: n === 7 || n === 30 })),
      Array.from({ length: TARGETS }, () => ({ importId: imports[0] })),
      // Neither lost nor of the import.
      Array.from({ length: 12 }, () => ({ status: 'won', importId: imports[1] })),
    ]) {
      await addLeadHistories(dataSource, business, await addLeads(dataSource, business, leads));
    }
    await addImport(dataSource, other);
    await addLeadHistories(dataSource, other, await addLeads(dataSource, other, [lost, { importId: imports[0] }]));
    for (const [businessId, wanted] of [
      [business, TARGETS],
      [other, 3],
    ] as const) {
      await fillReceipts(new Business(dataSource, businessId), storage, wanted);
    }
    await test({
      ...{ system, storage, imports },
      start: (throttleMs = 0) => {
        const selections: Record<string, Selection> = {
          delete_leads_bulk: { kind: 'filter', filter: { status: 'lost' } },
          delete_imported_leads: { kind: 'filter', filter: { importId: imports[0] } },
          delete_receipts_all: { kind: 'all' },
        };
        const starts = Object.entries(selections).map(([operationType, selection]) =>
          system.start({ operationType, selection, throttleMs }),
        );
        return Promise.all(starts);
      },
      async bystanders() {
        const theirs = await Promise.all(TABLES.map((table) => checksum(dataSource, table, other, 'xmin, ctid, *')));
        const [own] = await dataSource.query<object[]>(
          `SELECT md5(string_agg(l::text || n::text || t::text || o::text || c::text, '' ORDER BY l.id)) AS own
             FROM leads l JOIN notes n ON n.lead_id = l.id JOIN tasks t ON t.lead_id = l.id
             JOIN consents o ON o.lead_id = l.id JOIN calls c ON c.lead_id = l.id
            WHERE l.business_id = $1 AND (l.status = 'won' OR l.legal_hold)`,
          [business],
        );
        return { theirs, own };
      },
      filesOf: async (businessId) => (await readdir(path.join(folder, String(businessId))).catch(() => [])).length,
      async count(what) {
        const [row] = await dataSource.query<{ count: number }[]>(
          `SELECT count(*) AS count FROM ${what}${what.includes('WHERE') ? ' AND' : ' WHERE'} business_id = $1`,
          [business],
        );
        return row!.count;
      },
    });
  });
}

/** What is left of the business, by table; the calls that have lost their lead. */
async function expectLeft({ count }: Stage, leads: number, freedCalls: number): Promise<void> {
  for (const table of ['leads', 'notes', 'tasks', 'consents'])
    expect([table, await count(table)]).toEqual([table, leads]);
  expect(await count('calls WHERE lead_id IS NULL')).toBe(freedCalls);
}

const deleteFiles = ({ system, storage }: Stage): Promise<number> =>
  system.database
    .as('bulkgate_worker')
    .then((dataSource) => deleteReceiptFiles({ dataSource, storage }, new AbortController().signal));

test(
  'workers are killed at each moment of a chunk and of the finish: every row once, with all that hangs on it, and no other',
  () =>
    withStage(async (stage) => {
      const { system, start, bystanders, filesOf, count } = stage;
      const before = await bystanders();
      const jobs = await start();
      for (const [index, name] of (['batch opened', 'before commit', 'after commit'] as const).entries()) {
        const worker = await system.startWorker({
          stopAt: jobs.map(({ id: jobId }) => ({ name, chunkNo: index + 2, jobId })),
        });
        await Promise.all(jobs.map(({ id }) => worker.atCheckpoint(id)));
        await worker.kill();
      }
      const [, imported] = jobs;
      const last = await system.startWorker({
        stopAt: { name: 'before commit', streamNo: 0, chunkNo: 0, jobId: imported!.id },
      });
      await last.atCheckpoint(imported!.id);
      expect(await count(`imports WHERE id = ${stage.imports[0]}`)).toBe(1);
      await last.kill();
      await system.startWorker();
      for (const { id, operationType } of jobs) {
        const failed = operationType === 'delete_leads_bulk' ? 2 : 0;
        expect(await system.finished(id)).toMatchObject({
          ...{ status: 'completed', lastError: null, total: TARGETS, processed: TARGETS, skipped: 0 },
          ...{ succeeded: TARGETS - failed, failed },
        });
        // Those that ended while their worker was killed are released when Temporal has noticed it.
        await eventually(async () => (await system.gate.inspect({ operationType, businessId: 1 })) === null);
      }
      const failures = await system.dataSource.query<object[]>('SELECT code, count(*) FROM job_failures GROUP BY 1');
      expect(failures).toEqual([{ code: 'legal_hold', count: 2 }]);
      await expectLeft(stage, 12 + 2, 2 * TARGETS - 2);
      expect([await count('receipts'), await count(`imports WHERE id = ${stage.imports[0]}`)]).toEqual([0, 0]);
      expect([await count('imports'), await filesOf(1)]).toEqual([1, TARGETS]);
      expect(await deleteFiles(stage)).toBe(TARGETS);
      expect([await filesOf(1), await filesOf(2)]).toEqual([0, 3]);
      expect(await bystanders()).toEqual(before);
    }),
  300_000,
);

test('a pause in the middle changes nothing more, and a cancel leaves the rest as it was, and the import', () =>
  withStage(async (stage) => {
    const { system, start, bystanders, filesOf, count } = stage;
    const before = await bystanders();
    await system.startWorker();
    const jobs = await start(5_000);
    const handles = jobs.map((job) => workflowOf(system, job));
    await eventually(async () => {
      const begun = await Promise.all(jobs.map(({ id }) => system.job(id)));
      return begun.every(({ processed }) => processed >= 10);
    });
    await Promise.all(handles.map((handle) => handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] })));
    for (const { id } of jobs) await eventually(async () => (await system.job(id)).status === 'paused');
    const own = (): Promise<string[]> =>
      Promise.all(TABLES.map((table) => checksum(system.dataSource, table, 1, 'xmin, ctid, *')));
    const paused = await own();
    await system.startWorker();
    expect(await own()).toEqual(paused);
    await Promise.all(handles.map((handle) => handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] })));
    await Promise.all(handles.map((handle) => handle.cancel()));

    const done = await Promise.all(jobs.map(({ id }) => system.finished(id)));
    for (const { status, notAttempted } of done) {
      expect(status).toBe('cancelled');
      expect(notAttempted).toBeGreaterThan(0);
    }
    const [lost, imported, receipts] = done.map(({ succeeded }) => succeeded);
    await expectLeft(stage, 2 * TARGETS + 12 - lost! - imported!, lost! + imported!);
    expect(await count('receipts')).toBe(TARGETS - receipts!);
    expect(await count('imports')).toBe(2);
    expect(await deleteFiles(stage)).toBe(receipts);
    expect([await filesOf(1), await filesOf(2)]).toEqual([TARGETS - receipts!, 3]);
    expect(await bystanders()).toEqual(before);
  }));

test('two types over the same leads delete each once', () =>
  withStage(async (stage) => {
    const { system, count } = stage;
    for (let n = 0; n < 2; n++) await system.startWorker();
    const jobs = await Promise.all(
      ['delete_leads_bulk', 'delete_imported_leads'].map((operationType) =>
        system.start({ operationType, selection: { kind: 'all' }, parallelism: 4 }),
      ),
    );
    const done = await Promise.all(jobs.map(({ id }) => system.finished(id)));
    const sum = (of: (job: Job) => number): number => done.reduce((total, job) => total + of(job), 0);
    expect(done.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(sum(({ succeeded }) => succeeded)).toBe(2 * TARGETS + 12 - 2);
    expect(sum(({ failed }) => failed)).toBe(4);
    await expectLeft(stage, 2, 2 * TARGETS + 12 - 2);
    // The leads under legal hold keep their import.
    expect(await count('imports')).toBe(1);
  }));
