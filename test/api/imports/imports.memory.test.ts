import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { expect, test } from '@jest/globals';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { IMPORTS, importEnded } from '../../support/imports.js';
import { whileLocked } from '../../support/locks.js';
import { type ProductProcess, ProductWorker, TELLS_MEMORY } from '../../support/product-process.js';
import { withSystem } from '../../support/system.js';
import { testToken } from '../../support/test-token.js';

const CHUNK = 1_000;
const ROWS = 10 * CHUNK;
const MB = 1_048_576;
/** Ten times the rows are 30 MB more of text. */
const MAX_GROWTH = 10 * MB;
const REMARK = 'x'.repeat(300);

async function begin(url: string): Promise<ClientRequest> {
  const headers = { 'content-type': 'text/csv', authorization: `Bearer ${await testToken(1)}` };
  const upload = request(`${url}${IMPORTS}`, { method: 'POST', headers });
  upload.write('name,phone,remark\n');
  return upload;
}

async function send(upload: ClientRequest, rows: number): Promise<void> {
  for (let sent = 0; sent < rows; sent += CHUNK) {
    const lines = Array.from({ length: CHUNK }, (_, at) => `Lead ${sent + at},+49170${sent + at},${REMARK}\n`);
    if (!upload.write(lines.join(''))) await once(upload, 'drain');
  }
}

/** @returns the id of the import */
async function end(upload: ClientRequest): Promise<number> {
  const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
  upload.end();
  const [answer] = await answered;
  const text = (await answer.setEncoding('utf8').toArray()).join('');
  expect([answer.statusCode, text]).toEqual([202, expect.anything()]);
  return (JSON.parse(text) as { id: number }).id;
}

async function kept(program: ProductProcess): Promise<number> {
  const { heapUsed, external } = await program.memoryKept();
  return heapUsed + external;
}

test(
  'a file of ten times the rows takes no more memory, while it is uploaded, while it is imported and afterwards',
  () =>
    withSystem({ policies: {} }, (system) =>
      withCleanups(async ({ opened }) => {
        const { dataSource, database, environment } = system;
        const api = await system.startApi();
        const starting = ProductWorker.startReady({ ...environment, LOG_LEVEL: 'info' }, { nodeOptions: TELLS_MEMORY });
        const worker = await opened(starting, (process) => process.kill());
        // Compiles the code and fills the pools.
        const first = await begin(api.url);
        await send(first, ROWS);
        await importEnded(dataSource, await end(first));
        const before = { api: await kept(api), worker: await kept(worker) };

        const upload = await begin(api.url);
        await send(upload, 10 * ROWS);
        // The last rows may be a chunk that is not full yet.
        await eventually(
          async () => (await dataSource.query<unknown[]>('SELECT FROM staged_import_rows')).length >= 99,
        );
        const whileUploaded = await kept(api);
        const id = await end(upload);
        await eventually(
          async () => (await dataSource.query<unknown[]>('SELECT FROM imports WHERE next_chunk >= 50')).length > 0,
        );
        // The next chunk waits.
        const whileImported = await whileLocked(database, 'SELECT FROM imports FOR UPDATE', () => kept(worker));
        expect(await importEnded(dataSource, id)).toMatchObject({ status: 'completed', imported: 10 * ROWS });

        const growth = {
          ...{ whileUploaded: whileUploaded - before.api, whileImported: whileImported - before.worker },
          ...{ apiAfterwards: (await kept(api)) - before.api, workerAfterwards: (await kept(worker)) - before.worker },
        };
        process.stderr.write(`growth in bytes: ${JSON.stringify(growth)}\n`);
        for (const [when, bytes] of Object.entries(growth))
          expect([when, Math.max(bytes, MAX_GROWTH)]).toEqual([when, MAX_GROWTH]);
      }),
    ),
  300_000,
);
