import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ProductWorker } from '../support/product-process.js';
import { withSystem } from '../support/system.js';
import { testToken } from '../support/test-token.js';

interface Started {
  readonly id: string;
}

test('docs/adding-an-operation.md, followed word for word, makes an operation type that runs', async () => {
  const page = await readFile('docs/adding-an-operation.md', 'utf8');
  const block = (language: string): string => page.split(`\`\`\`${language}\n`)[1]!.split('```')[0]!;
  const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-definitions-'));
  try {
    const file = path.join(folder, 'tickets.mjs');
    await writeFile(file, block('js'));
    await withSystem({}, async (system) => {
      const { dataSource } = system;
      await dataSource.query(block('sql'));
      await dataSource.query(
        `INSERT INTO tickets (business_id, subject, status)
         SELECT b, 'Ticket ' || n, CASE n % 4 WHEN 0 THEN 'closed' ELSE 'open' END
           FROM generate_series(1, 200) AS n, unnest(ARRAY[1, 2]) AS b`,
      );
      const own = { BULKGATE_DEFINITIONS: file };
      const api = await system.startApi(own);
      const worker = await ProductWorker.startReady({ ...system.environment, ...own }, { logLevel: 'info' });
      try {
        const listed = (await api.ask<{ items: { type: string }[] }>('/api/v1/operation-types')).body.items;
        expect(listed.map(({ type }) => type)).toContain('close_tickets');
        const order = JSON.parse(block('json')) as object;
        // What openapi.json says of the product's types is no match for a body that names another one.
        const start = async (body: object) => {
          const response = await fetch(`${api.url}/api/v1/jobs`, {
            method: 'POST',
            headers: { authorization: `Bearer ${await testToken(1)}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          return { status: response.status, body: (await response.json()) as Started };
        };
        expect((await start({ ...order, parameters: {} })).status).toBe(400);
        const { status, body } = await start(order);
        expect(status).toBe(202);
        expect(await system.finished(body.id)).toMatchObject({ status: 'completed', total: 150, succeeded: 150 });
        const closed = `SELECT business_id AS business, count(*)::int AS closed FROM tickets
                         WHERE status = 'closed' AND resolution = 'Answered by mail' GROUP BY 1`;
        expect(await dataSource.query(closed)).toEqual([{ business: 1, closed: 150 }]);
      } finally {
        await worker.kill();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
