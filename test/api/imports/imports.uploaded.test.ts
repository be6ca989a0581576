import { expect, test as testApart } from '@jest/globals';
import { withApi } from '../../support/api.js';
import { eventually } from '../../support/eventually.js';
import { HttpSocket } from '../../support/http-socket.js';
import { addImport, IMPORTS, importEnded, importTraces, sendFile } from '../../support/imports.js';
import { sessions, whileLocked } from '../../support/locks.js';
import { walkPages } from '../../support/pages.js';
import { shareApi } from '../../support/shared-api.js';
import { testToken } from '../../support/test-token.js';

const test = shareApi({
  environment: { IMPORT_MAX_ROWS: '2000', IMPORT_MAX_BYTES: '200000', MAX_IMPORTS_PER_BUSINESS: '2' },
});

const NOTHING = { imports: 0, staged: 0, failed: 0, leads: 0 };
const FILE =
  '\uFEFFFull name;E-Mail;phone;Notes;business_id;legal_hold\r\n' +
  'Ada Adler;ada@example.com;+15550000001;"says ""hi""";2;true\r\n' +
  ';ben@example.com;;=1+1;2;\r\n' +
  ';;;;;\r\n' +
  'Cara;nobody;call;"two\r\nlines";2;\r\n' +
  'Dan;dan@example.com\r\n' +
  "Ed;ed@example.com;'+15550000002;x;2;\r\n";
const QUERY = { fileName: 'fair.csv', delimiter: 'semicolon', name: 'Full Name', email: 'e-mail' };

test('a file is imported by the mapping of its header; what is at fault comes back in its shape, and can be corrected', async (api) => {
  const { ask, dataSource } = api;
  const worker = await api.startWorker();
  const sent = await sendFile(ask, FILE, QUERY);
  expect(sent).toMatchObject({
    status: 202,
    body: {
      ...{ status: 'pending', fileName: 'fair.csv', rows: 6, delimiter: 'semicolon', createdBy: 'operator-1' },
      columns: [
        { column: 'name', header: 'Full name' },
        { column: 'phone', header: 'phone' },
        { column: 'email', header: 'E-Mail' },
      ],
    },
  });
  const { id } = sent.body;
  expect(sent.headers.get('location')).toBe(`${IMPORTS}/${id}`);
  expect(await importEnded(dataSource, id)).toMatchObject({ status: 'completed', imported: 2, failed: 3, skipped: 1 });
  const leads = await dataSource.query<object[]>(
    'SELECT business_id, legal_hold, name, phone, email, status, source, import_id FROM leads ORDER BY id',
  );
  const same = { business_id: 1, legal_hold: false, status: 'new', source: 'import', import_id: id };
  expect(leads).toEqual([
    { ...same, name: 'Ada Adler', phone: '+15550000001', email: 'ada@example.com' },
    { ...same, name: 'Ed', phone: '+15550000002', email: 'ed@example.com' },
  ]);
  expect(await importTraces(dataSource)).toEqual({ imports: 1, staged: 0, failed: 3, leads: 2 });
  expect((await ask(`/api/v1/leads?importId=${id}`)).body).toMatchObject({ count: { value: 2 } });

  const { body: listed } = await ask<{ items: object[]; nextCursor: string }>(`${IMPORTS}/${id}/failed-rows?limit=2`);
  expect(listed.items).toMatchObject([
    { line: 3, errors: [{ column: 'name', code: 'required' }] },
    {
      line: 5,
      errors: [
        { column: 'phone', code: 'not_a_phone' },
        { column: 'email', code: 'not_an_email' },
      ],
    },
  ]);
  const next = await ask(`${IMPORTS}/${id}/failed-rows?limit=2&cursor=${listed.nextCursor}`);
  expect(next.body).toMatchObject({ items: [{ line: 7, errors: [{ column: null, code: 'wrong_number_of_cells' }] }] });

  const file = await ask(`${IMPORTS}/${id}/failed-rows?format=csv`);
  expect(file.text).toBe(
    'Full name;E-Mail;phone;Notes;business_id;legal_hold\r\n' +
      ";ben@example.com;;'=1+1;2;\r\n" +
      'Cara;nobody;call;"two\r\nlines";2;\r\n' +
      'Dan;dan@example.com\r\n',
  );
  expect(file.headers.get('content-disposition')).toContain('failed-rows.csv');
  const corrected = file.text.replace(';ben', 'Ben;ben').replace('nobody;call', 'cara@example.com;12345');
  const again = await sendFile(ask, corrected, QUERY);
  expect(await importEnded(dataSource, again.body.id)).toMatchObject({ imported: 2, failed: 1, skipped: 0 });
  // The tests behind this one count imports that are open: a worker would end one meanwhile.
  await worker.stop();
});

test('the same file again changes nothing and leads to its import, also when both come at once; another business has its own', async (api) => {
  const { ask, dataSource } = api;
  const both = await Promise.all([sendFile(ask, FILE, QUERY), sendFile(ask, FILE, QUERY)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 202]);
  expect(new Set(both.map(({ body }) => body.id)).size).toBe(1);
  const third = await sendFile(ask, FILE, QUERY);
  expect([third.status, third.headers.get('idempotent-replayed'), third.body.id]).toEqual([
    200,
    'true',
    both[0].body.id,
  ]);
  const theirs = await sendFile(ask, FILE, QUERY, { token: await testToken(2) });
  expect(theirs.status).toBe(202);
  expect(theirs.body.id).not.toBe(third.body.id);
  expect(await importTraces(dataSource)).toMatchObject({ imports: 2, staged: 2 });

  // Neither sees the other's.
  for (const path of ['', '/failed-rows', '/failed-rows?format=csv']) {
    expect((await ask(`${IMPORTS}/${theirs.body.id}${path}`)).status).toBe(404);
  }
  expect((await ask<{ items: { id: number }[] }>(IMPORTS)).body.items.map(({ id }) => id)).toEqual([third.body.id]);
  const entries = await dataSource.query<object[]>(
    `SELECT target, count, result, reason FROM audit_log WHERE action = 'leads.import' AND business_id = 1 ORDER BY seq`,
  );
  const entry = { target: String(third.body.id), count: 6, result: 'done' };
  expect(entries).toHaveLength(3);
  expect(entries).toEqual(
    expect.arrayContaining([
      { ...entry, reason: null },
      { ...entry, reason: 'replayed' },
    ]),
  );
});

const REFUSED: readonly [string, string, Record<string, string>, number, string, string][] = [
  ['nothing', '', {}, 400, 'file', 'is empty'],
  ['a header alone', 'name\r\n', {}, 400, 'file', 'no rows'],
  ['no column for the name', 'Full name,phone\r\nAda,1\r\n', {}, 400, 'name', 'no column for it'],
  ['a header that is not there', 'name\r\nAda\r\n', { phone: 'Mobile' }, 400, 'phone', 'no such column'],
  ['a column twice', 'name,Name\r\nAda,Ada\r\n', {}, 400, 'name', 'twice'],
  ['a broken quote, late in the file', `name\r\n${'Ada\r\n'.repeat(1_500)}"Ben\r\n`, {}, 400, 'file', 'Line 1502'],
  ['a business', 'name\r\nAda\r\n', { businessId: '2' }, 400, 'businessId', 'unknown field'],
  ['a legal hold', 'name,h\r\nAda,x\r\n', { legalHold: 'h' }, 400, 'legalHold', 'unknown field'],
  ['an opt-out', 'name,h\r\nAda,x\r\n', { optedOut: 'h' }, 400, 'optedOut', 'unknown field'],
  ['an import', 'name,h\r\nAda,x\r\n', { importId: 'h' }, 400, 'importId', 'unknown field'],
  ['endless headers', `name,${'x'.repeat(10_000)},`.repeat(6), {}, 400, 'file', '50000 characters'],
  ['100,000 columns', `name${','.repeat(99_999)}\r\nAda\r\n`, {}, 413, '', '500 cells'],
  [
    'a late row of delimiters alone',
    `name\r\n${'Ada\r\n'.repeat(1_200)}${','.repeat(600)}\r\n`,
    {},
    413,
    '',
    'Line 1202',
  ],
  ['too many rows', `name\r\n${'Ada\r\n'.repeat(2_001)}`, {}, 413, '', '2000 rows'],
  ['too many bytes', `name\r\n${'Ada Adler'.repeat(25_000)}`, {}, 413, '', '200000 bytes'],
  ['a long cell', `name\r\n${'Ada\r\n'.repeat(1_200)}${'x'.repeat(10_001)}\r\n`, {}, 413, '', 'Line 1202'],
];

test('a file that is at fault as a whole is refused with its field, and leaves nothing behind', async ({
  ask,
  dataSource,
}) => {
  for (const [what, file, query, status, field, says] of REFUSED) {
    const { status: answered, text } = await sendFile(ask, file, query);
    expect({
      what,
      answered,
      says: text.includes(says),
      field: field === '' || text.includes(`"field":"${field}"`),
    }).toEqual({
      ...{ what, answered: status, says: true, field: true },
    });
    expect({ what, ...(await importTraces(dataSource)) }).toEqual({ what, ...NOTHING });
  }
});

test('only text/csv is a file, and only this route takes one', async ({ ask, dataSource }) => {
  const json = { headers: { 'content-type': 'application/json' } };
  expect(await sendFile(ask, '{}', {}, json)).toMatchObject({
    status: 415,
    body: { detail: 'Send the file as text/csv.' },
  });
  const packed = { headers: { 'content-encoding': 'gzip' } };
  expect((await sendFile(ask, 'name\r\nAda\r\n', {}, packed)).status).toBe(415);
  const latin = { headers: { 'content-type': 'text/csv; charset=iso-8859-1' } };
  expect((await sendFile(ask, 'name\r\nAda\r\n', {}, latin)).status).toBe(415);
  const job = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: '{"type":"delete_leads_bulk"}' };
  expect((await ask('/api/v1/jobs', job)).status).toBe(415);
  expect(await importTraces(dataSource)).toEqual(NOTHING);
});

test('a business has so many imports at once, and is told so before its file is read', async ({
  ask,
  dataSource,
  metrics,
}) => {
  for (const name of ['one', 'two']) expect((await sendFile(ask, `name\r\n${name}\r\n`)).status).toBe(202);
  const third = await sendFile<{ code: string; maxImports: number }>(ask, `name\r\n${'three\r\n'.repeat(1_500)}`);
  expect(third).toMatchObject({ status: 429, body: { code: 'too_many_imports', maxImports: 2 } });
  expect(await importTraces(dataSource)).toMatchObject({ imports: 2, staged: 2 });
  expect(await metrics.refusedByLimit.get()).toMatchObject({ values: [{ labels: { limit: 'imports' }, value: 1 }] });
  expect((await sendFile(ask, 'name\r\nthree\r\n', {}, { token: await testToken(2) })).status).toBe(202);
});

test('a business that has as many imports as it may is told so before its file has come', async ({ ask, url }) => {
  for (const name of ['one', 'two']) expect((await sendFile(ask, `name\r\n${name}\r\n`)).status).toBe(202);
  const socket = await HttpSocket.connect(url);
  const token = await testToken(1);
  const headers = [`Authorization: Bearer ${token}`, 'Content-Type: text/csv', 'Content-Length: 1000'];
  socket.send(`POST ${IMPORTS}`, headers);
  expect((await socket.answer()).status).toBe(429);
  socket.socket.destroy();
});

test('imports that are accepted at once are counted one after the other: no more than the limit get through', async ({
  ask,
  database,
  dataSource,
}) => {
  // Each has its row by then and none is committed: none of them sees another's.
  const counting = `SELECT pg_advisory_xact_lock(${0x696d7074}, 1)`;
  const statuses = await whileLocked(database, counting, async (lock) => {
    const sent = ['a', 'b', 'c'].map((name) => sendFile(ask, `name\r\n${name}\r\n`));
    await eventually(async () => (await sessions(dataSource, WAITS)) === sent.length);
    await lock.letGo();
    return (await Promise.all(sent)).map(({ status }) => status);
  });
  expect(statuses.sort()).toEqual([202, 202, 429]);
  expect(await importTraces(dataSource)).toMatchObject({ imports: 2, staged: 2 });
});
const WAITS = `wait_event_type = 'Lock' AND wait_event = 'advisory'`;

test('imports are listed newest first, page by page, also when another one comes between two pages', async ({
  ask,
  dataSource,
}) => {
  const ids: number[] = [];
  for (let n = 0; n < 5; n++) ids.unshift(await addImport(dataSource, 1));
  await addImport(dataSource, 2);
  const pages = await walkPages<{ id: number }>(ask, `${IMPORTS}?limit=2`, undefined, () => addImport(dataSource, 1));
  expect(pages.map((page) => page.map(({ id }) => id))).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
});

test('the file of failed rows has all of them, however many queries they take', async ({ ask, dataSource }) => {
  const id = await addImport(dataSource, 1);
  await dataSource.query('UPDATE imports SET rows = 1101, failed = 1101 WHERE id = $1', [id]);
  await dataSource.query(
    `INSERT INTO import_failed_rows (business_id, import_id, line, cells, errors)
     SELECT 1, $1, n, jsonb_build_array('row ' || n), '[{"column":"name","code":"too_long"}]'
       FROM generate_series(2, 1102) AS n`,
    [id],
  );
  const { text } = await ask(`${IMPORTS}/${id}/failed-rows?format=csv`);
  expect(text.split('\r\n')).toEqual(['name', ...Array.from({ length: 1_101 }, (_, n) => `row ${n + 2}`), '']);
});

testApart(
  'what a spreadsheet takes for a formula is a text in the file of failed rows, headers too, and comes back as it was',
  () =>
    withApi({}, async (api) => {
      const { ask, dataSource } = api;
      await api.startWorker();
      const link = '=HYPERLINK("http://x.example","name")';
      const first = await sendFile(ask, `=name,owner\n,"${link.replaceAll('"', '""')}"\n,@me\n`, { name: '=name' });
      expect(await importEnded(dataSource, first.body.id)).toMatchObject({ failed: 2 });
      const file = await ask(`${IMPORTS}/${first.body.id}/failed-rows?format=csv`);
      expect(file.text).toBe(`'=name,owner\r\n,"'${link.replaceAll('"', '""')}"\r\n,'@me\r\n`);
      const again = await sendFile(ask, file.text.replaceAll('\n,', '\nAda,'), { name: '=name' });
      expect(await importEnded(dataSource, again.body.id)).toMatchObject({ imported: 2, failed: 0 });
      expect(await dataSource.query('SELECT owner FROM leads ORDER BY id')).toEqual([
        { owner: link },
        { owner: '@me' },
      ]);
    }),
);
