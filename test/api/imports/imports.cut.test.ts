import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { eventually } from '../../support/eventually.js';
import { HttpSocket } from '../../support/http-socket.js';
import { IMPORTS, importTraces, sendFile } from '../../support/imports.js';
import { shareApi } from '../../support/shared-api.js';
import { testToken } from '../../support/test-token.js';

const test = shareApi({ environment: { MAX_UPLOADS_PER_BUSINESS: '1' } });

const NOTHING = { imports: 0, staged: 0, failed: 0, leads: 0 };
/** Two chunks and a half. */
const FILE = ['name', ...Array.from({ length: 2_500 }, (_, n) => `Lead ${n}`)].join('\n');

/** Sends a part of the file, until two chunks of it are staged. */
async function sendPart(url: string, dataSource: DataSource, framing: readonly string[], part: string) {
  const socket = await HttpSocket.connect(url);
  const token = await testToken(1);
  socket.send(`POST ${IMPORTS}`, [`Authorization: Bearer ${token}`, 'Content-Type: text/csv', ...framing]);
  socket.write(part);
  await eventually(async () => ((await importTraces(dataSource)) as { staged: number }).staged === 2);
  return socket;
}

const CHUNKED = ['Transfer-Encoding: chunked'];
const inChunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

test('an upload that is cut off leaves nothing behind, gives its place back, and can be repeated', async ({
  url,
  ask,
  dataSource,
}) => {
  for (const [framing, part] of [
    [[`Content-Length: ${FILE.length + 100}`], FILE],
    [CHUNKED, inChunk(FILE)],
  ] as const) {
    const socket = await sendPart(url, dataSource, framing, part);
    expect((await sendFile<{ code: string }>(ask, 'name\nAda')).body.code).toBe('too_many_uploads');
    socket.socket.destroy();
    await eventually(async () => JSON.stringify(await importTraces(dataSource)) === JSON.stringify(NOTHING));
  }
  const repeated = await eventually(async () => {
    const answer = await sendFile(ask, FILE);
    return answer.status !== 429 && answer;
  });
  expect(repeated.status).toBe(202);
  expect(await importTraces(dataSource)).toMatchObject({ imports: 1, staged: 3 });
});

test('a file that ends within its last row is a whole file only where the request says so', async ({
  url,
  dataSource,
}) => {
  const socket = await sendPart(url, dataSource, CHUNKED, inChunk(FILE.slice(0, -3)));
  // No last chunk: the client has closed its half.
  socket.socket.end();
  await eventually(async () => JSON.stringify(await importTraces(dataSource)) === JSON.stringify(NOTHING));
});

test('a chunk ends with a million characters, so that a worker need not hold a thousand rows of long cells', async ({
  ask,
  dataSource,
}) => {
  const notes = 'x'.repeat(9_000);
  const file = ['name,notes', ...Array.from({ length: 150 }, () => `Ada,${notes}`)].join('\n');
  // Of a business whose place no other test of this file has taken.
  expect((await sendFile(ask, file, {}, { token: await testToken(2) })).status).toBe(202);
  const chunks = await dataSource.query<object[]>(
    'SELECT jsonb_array_length(rows::jsonb) AS rows FROM staged_import_rows ORDER BY chunk_no',
  );
  expect(chunks).toEqual([{ rows: 112 }, { rows: 38 }]);
});
