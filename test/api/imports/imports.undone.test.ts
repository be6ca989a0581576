import { expect, test as testApart } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../../src/db/business.js';
import { finishJob } from '../../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from '../../support/accepted-job.js';
import { withApi } from '../../support/api.js';
import { importEnded, importTraces, sendFile } from '../../support/imports.js';
import { shareApi } from '../../support/shared-api.js';
import { testToken } from '../../support/test-token.js';

const test = shareApi();

const FILE = 'name\nAda\nBen\n';
const UNDO = 'delete_imported_leads';

test('the same file again while its import is being undone is a 409 that names the import, and leaves nothing behind', async (api) => {
  const { ask, dataSource } = api;
  const { body: first } = await sendFile(ask, FILE);
  const { body: other } = await sendFile(ask, 'name\nCara\n');
  const whole = await importTraces(dataSource);
  const job = await acceptedJob(dataSource, {
    ...{ operationType: UNDO, selection: { kind: 'filter', filter: { importId: first.id } } },
  });
  expect(await sendFile(ask, FILE)).toMatchObject({
    ...{ status: 409, body: { code: 'import_being_undone', importId: first.id } },
  });
  expect((await sendFile(ask, 'name\nCara\n')).body.id).toBe(other.id);
  expect(await importTraces(dataSource)).toEqual(whole);

  await dataSource.query(`UPDATE jobs SET selection_kind = 'all', selection_filter = NULL`);
  expect((await sendFile(ask, FILE)).status).toBe(409);
  // One that was accepted before the import leaves it alone.
  await dataSource.query(`UPDATE jobs SET created_at = created_at - interval '1 minute', selected_at = NULL`);
  expect((await sendFile(ask, FILE)).status).toBe(200);
  await dataSource.query(`UPDATE jobs SET created_at = clock_timestamp(), operation_type = 'delete_leads_bulk'`);
  expect((await sendFile(ask, FILE)).status).toBe(200);
  // One that has ended and has left it, as it does where a lead is under legal hold.
  await dataSource.query('UPDATE jobs SET operation_type = $1', [UNDO]);
  expect((await sendFile(ask, FILE)).status).toBe(409);
  await finishJob(new Business(dataSource, 1), job, 'cancelled', null);
  expect((await sendFile(ask, FILE)).status).toBe(200);
});

/** Behind the INSERT of an import, as if an undo ended in this moment. */
async function afterInsert(dataSource: DataSource, statement: string): Promise<void> {
  await dataSource.query(`
    CREATE FUNCTION after_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN ${statement}; RETURN NULL; END $$;
    CREATE TRIGGER after_insert AFTER INSERT ON imports FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
      EXECUTE FUNCTION after_insert()`);
}

testApart('a file whose import is gone before it can be looked at is imported anew', () =>
  withApi({}, async ({ ask, dataSource }) => {
    const { body: first } = await sendFile(ask, FILE, { fileName: 'first.csv' });
    await afterInsert(dataSource, `DELETE FROM imports WHERE file_name = 'first.csv'`);
    const again = await sendFile(ask, FILE, { fileName: 'second.csv' });
    expect(again).toMatchObject({ status: 202, body: { fileName: 'second.csv' } });
    expect(again.body.id).not.toBe(first.id);
    expect(await dataSource.query('SELECT file_name FROM imports')).toEqual([{ file_name: 'second.csv' }]);
  }),
);

testApart('one whose import comes and goes each time is a 503, and leaves nothing behind', () =>
  withApi({}, async ({ ask, dataSource }) => {
    await sendFile(ask, FILE);
    await dataSource.query(`
      CREATE TABLE undone AS SELECT * FROM imports;
      CREATE FUNCTION before_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN INSERT INTO imports SELECT * FROM undone ON CONFLICT DO NOTHING; RETURN NULL; END $$;
      CREATE TRIGGER before_insert BEFORE INSERT ON imports FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
        EXECUTE FUNCTION before_insert();
      DELETE FROM staged_import_rows`);
    await afterInsert(dataSource, 'DELETE FROM imports');
    expect(await sendFile(ask, FILE)).toMatchObject({ status: 503, body: { code: 'database_busy' } });
    expect(await importTraces(dataSource)).toMatchObject({ imports: 0, staged: 0 });
  }),
);

testApart('an import is not undone while it runs, and neither are all; once it has ended, it is', () =>
  withApi({}, async (api) => {
    const { ask, dataSource } = api;
    const undo = (selection: object, query = '') =>
      ask<{ id: string }>(`/api/v1/jobs${query}`, { body: { type: UNDO, selection } });
    const file = ['name', ...Array.from({ length: 1_900 }, (_, n) => `Lead ${n}`)].join('\n');
    const { body: other } = await sendFile(ask, FILE);
    const { body } = await sendFile(ask, file);
    await dataSource.query(
      `UPDATE imports SET status = 'completed', started_at = now(), finished_at = now() WHERE id = $1`,
      [other.id],
    );
    const worker = await api.startWorker({ stopAt: { name: 'before commit', chunkNo: 1 } });
    await worker.atCheckpoint(String(body.id));
    const whole = await importTraces(dataSource);
    for (const selection of [{ filter: { importId: body.id } }, { all: true }]) {
      for (const query of ['', '?dryRun=true']) {
        expect(await undo(selection, query)).toMatchObject({
          ...{ status: 409, body: { code: 'import_running', importId: body.id } },
        });
      }
    }
    expect(await dataSource.query('SELECT FROM jobs')).toHaveLength(0);
    expect(await importTraces(dataSource)).toEqual(whole);
    // Another business's import is nobody's business, and one that has ended is in nobody's way.
    expect((await undo({ filter: { importId: other.id } }, '?dryRun=true')).status).toBe(200);
    expect(
      (
        await ask(`/api/v1/jobs?dryRun=true`, {
          body: { type: UNDO, selection: { all: true } },
          token: await testToken(2),
        })
      ).status,
    ).toBe(200);

    worker.goOn();
    expect(await importEnded(dataSource, body.id)).toMatchObject({ status: 'completed', imported: 1_900 });
    const confirmed = { expectedTotal: 1_900, reason: 'the wrong file' };
    const { body: job } = await ask<{ id: string }>('/api/v1/jobs', {
      body: { type: UNDO, selection: { filter: { importId: body.id } }, ...confirmed },
    });
    expect(await api.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 1_900 });
    const again = await sendFile(ask, file);
    expect(again.status).toBe(202);
    expect(await importEnded(dataSource, again.body.id)).toMatchObject({ status: 'completed', imported: 1_900 });
  }),
);

testApart('an import that has failed without a lead is undone all the same, so that its file can be imported', () =>
  withApi({}, async (api) => {
    const { ask, dataSource } = api;
    const { body } = await sendFile(ask, FILE);
    await dataSource.query('DELETE FROM staged_import_rows');
    await api.startWorker();
    expect(await importEnded(dataSource, body.id)).toMatchObject({ status: 'failed', imported: 0 });
    expect((await sendFile(ask, FILE)).body).toMatchObject({ id: body.id, status: 'failed' });
    const started = await ask<{ id: string }>('/api/v1/jobs', {
      body: { type: UNDO, selection: { filter: { importId: body.id } } },
    });
    expect(await api.finished(started.body.id)).toMatchObject({ status: 'completed' });
    const again = await sendFile(ask, FILE);
    expect(again.status).toBe(202);
    expect(await importEnded(dataSource, again.body.id)).toMatchObject({ status: 'completed', imported: 2 });
  }),
);
