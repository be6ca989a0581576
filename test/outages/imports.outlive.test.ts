import { expect, test } from '@jest/globals';
import { purge } from '../../src/upkeep/purge.js';
import { eventually } from '../support/eventually.js';
import { HttpSocket } from '../support/http-socket.js';
import { IMPORTS, importEnded, importTraces, sendFile } from '../support/imports.js';
import { withPostgres, withTemporal } from '../support/own-services.js';
import { type System, withSystem } from '../support/system.js';
import { testToken } from '../support/test-token.js';

/** Four chunks. */
const ROWS = 3_500;
const FILE = ['name', ...Array.from({ length: ROWS }, (_, n) => `Lead ${n}`)].join('\n');
const WHOLE = { status: 'completed', rows: ROWS, imported: ROWS, failed: 0, skipped: 0 };
const ONCE = { imports: 1, staged: 0, failed: 0, leads: ROWS };

/** An upload of the file that has come so far that chunks of it are staged. */
async function halfUploaded(url: string, { dataSource }: Pick<System, 'dataSource'>): Promise<HttpSocket> {
  const socket = await HttpSocket.connect(url);
  socket.send(`POST ${IMPORTS}`, [
    `Authorization: Bearer ${await testToken(1)}`,
    ...['Content-Type: text/csv', `Content-Length: ${FILE.length}`],
  ]);
  socket.write(FILE.slice(0, FILE.length / 2));
  await eventually(async () => ((await importTraces(dataSource)) as { staged: number }).staged >= 1);
  return socket;
}

/** What the hourly sweep takes for old. */
async function anHourLater({ dataSource, database }: System): Promise<void> {
  await dataSource.query(`UPDATE staged_import_rows SET staged_at = staged_at - interval '61 minutes'`);
  await purge(await database.as('bulkgate_worker'), 30, new AbortController().signal);
}

test('the API is killed in the middle of an upload: what it has staged goes an hour later, and the file is imported once', () =>
  withSystem({}, async (system) => {
    const first = await system.startApi();
    await halfUploaded(first.url, system);
    await first.kill();
    const second = await system.startApi();
    const { status, body } = await sendFile(second.ask, FILE);
    expect(status).toBe(202);
    expect(await importTraces(system.dataSource)).toMatchObject({ imports: 1 });
    await anHourLater(system);
    // What the import has claimed stays.
    expect(await importTraces(system.dataSource)).toMatchObject({ imports: 1, staged: 4 });
    await system.startWorker();
    expect(await importEnded(system.dataSource, body.id)).toMatchObject(WHOLE);
    expect(await importTraces(system.dataSource)).toEqual(ONCE);
  }));

test('PostgreSQL is away while a file comes, and while a worker is at its rows: a 503, and the file again is imported once', () =>
  withPostgres((postgres) =>
    withSystem({ databaseUrl: postgres.first.url }, async (system) => {
      const api = await system.startApi();
      const socket = await halfUploaded(api.url, system);
      await postgres.stop();
      socket.write(FILE.slice(FILE.length / 2));
      expect(await socket.answer()).toMatchObject({ status: 503 });
      await postgres.startAgain();
      await api.ready();
      const { status, body } = await sendFile(api.ask, FILE);
      expect(status).toBe(202);
      const worker = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 1 } });
      await worker.atCheckpoint(String(body.id));
      await postgres.stop();
      worker.goOn();
      await worker.told((message) => message.kind === 'activity-error' && message.activityType === 'importChunks');
      await postgres.startAgain();
      expect(await importEnded(system.dataSource, body.id)).toMatchObject(WHOLE);
      await anHourLater(system);
      expect(await importTraces(system.dataSource)).toEqual(ONCE);
    }),
  ));

test('Temporal is killed while a worker is at the rows: the import goes on when it is back', () =>
  withTemporal((temporal) =>
    withSystem({ temporalAddress: temporal.first.address }, async (system) => {
      const api = await system.startApi();
      const { body } = await sendFile(api.ask, FILE);
      const worker = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 1 } });
      await worker.atCheckpoint(String(body.id));
      await temporal.stop();
      worker.goOn();
      await eventually(async () => {
        const { leads } = (await importTraces(system.dataSource)) as { leads: number };
        return leads >= 2_000;
      });
      await temporal.startAgain();
      expect(await importEnded(system.dataSource, body.id)).toMatchObject(WHOLE);
      expect(await importTraces(system.dataSource)).toEqual(ONCE);
    }),
  ));

test('with Redis away a file is imported: no gate is asked', () =>
  withSystem({}, async (system) => {
    const api = await system.startApi();
    await system.startWorker();
    await system.redisServer.stop();
    const { status, body } = await sendFile(api.ask, FILE);
    expect(status).toBe(202);
    expect(await importEnded(system.dataSource, body.id)).toMatchObject(WHOLE);
  }));
