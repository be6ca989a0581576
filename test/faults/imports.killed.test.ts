import { expect, test } from '@jest/globals';
import { importEnded, importTraces, sendFile } from '../support/imports.js';
import { withApi } from '../support/api.js';

/** Chunks of 1,000 rows: four of them. */
const ROWS = 3_500;
const FAULTY = [7, 1_500, 3_400];
const FILE = [
  'name,email',
  ...Array.from({ length: ROWS }, (_, n) => (FAULTY.includes(n) ? `,${n}` : `Lead ${n},${n}@x.example`)),
];

test('workers are killed in one chunk after the other: each row is imported once, each failed row recorded once', () =>
  withApi({}, async (api) => {
    const { ask, dataSource } = api;
    const { body } = await sendFile(ask, FILE.join('\n'));
    for (const chunkNo of [0, 1, 3]) {
      const worker = await api.startWorker({ stopAt: { name: 'before commit', chunkNo } });
      await worker.atCheckpoint();
      await worker.kill();
      const [{ done } = { done: -1 }] = await dataSource.query<{ done: number }[]>(
        'SELECT imported + failed AS done FROM imports',
      );
      expect(done).toBe(chunkNo * 1_000);
    }
    await api.startWorker();
    expect(await importEnded(dataSource, body.id)).toMatchObject({
      ...{ status: 'completed', rows: ROWS, imported: ROWS - FAULTY.length, failed: FAULTY.length, skipped: 0 },
    });
    expect(await importTraces(dataSource)).toEqual({
      ...{ imports: 1, staged: 0, failed: FAULTY.length, leads: ROWS - FAULTY.length },
    });
    const [{ names } = { names: -1 }] = await dataSource.query<{ names: number }[]>(
      'SELECT count(DISTINCT name)::int AS names FROM leads',
    );
    expect(names).toBe(ROWS - FAULTY.length);
  }));

test('an import whose workflow was never started is started by the reconciler, one whose workflow was terminated fails and says so', () =>
  withApi({ isTemporalAway: true }, async (api) => {
    const { ask, dataSource, client } = api;
    const sent = await Promise.all([sendFile(ask, 'name\nAda'), sendFile(ask, 'name\nBen')]);
    expect(sent.map(({ status }) => status)).toEqual([202, 202]);
    const [lost, ended] = sent.map(({ body }) => body.id) as [number, number];
    await dataSource.query(`UPDATE imports SET created_at = created_at - interval '1 minute'`);
    const workflowId = `import:1:${ended}`;
    await client.workflow.start('importLeads', {
      ...{ workflowId, taskQueue: 'nobody', args: [{ businessId: 1, importId: ended }] },
    });
    await client.workflow.getHandle(workflowId).terminate('by a test');
    await api.startWorker({ reconciler: true });
    expect(await importEnded(dataSource, lost)).toMatchObject({ status: 'completed', imported: 1 });
    expect(await importEnded(dataSource, ended)).toMatchObject({
      ...{ status: 'failed', imported: 0, lastError: expect.stringContaining('terminated by an operator') as unknown },
    });
    expect(await importTraces(dataSource)).toMatchObject({ staged: 0, leads: 1 });
  }));
