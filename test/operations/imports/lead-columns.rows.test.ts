import { expect, test } from '@jest/globals';
import { guardFormulas, withoutGuards } from '../../../src/operations/formula-guard.js';
import { type ColumnPlaces, readLead } from '../../../src/operations/imports/lead-columns.js';

const UPLOADED = new Date('2026-03-01T12:00:00Z');
const FILE = { header: ['Name', 'E-Mail', 'Phone'], columns: { name: 0, phone: 2, email: 1 }, uploadedAt: UPLOADED };
const read = (...cells: string[]) => readLead(cells, FILE);

/** The row of a file with these columns, in this order. */
function readColumns(row: Readonly<Record<string, string>>) {
  const header = Object.keys(row);
  const columns = Object.fromEntries(header.map((column, at) => [column, at])) as ColumnPlaces;
  return readLead(Object.values(row), { header, columns, uploadedAt: UPLOADED });
}

test('a row is a lead with the defaults of what the file does not hold, trimmed', () => {
  expect(read(' Ada Adler ', 'ada@example.com', '+1 (555) 000-0001')).toEqual({
    kind: 'lead',
    lead: {
      name: 'Ada Adler',
      email: 'ada@example.com',
      phone: '+1 (555) 000-0001',
      status: 'new',
      source: 'import',
      owner: null,
      tags: [],
      consent: null,
    },
  });
  expect(read('Ada', '', ' ')).toMatchObject({ kind: 'lead', lead: { phone: null, email: null } });
});

test('each cell at fault is named, and a row of another length is at fault as a whole', () => {
  expect(read('', 'nobody', 'call me')).toEqual({
    kind: 'faulty',
    errors: [
      { column: 'name', code: 'required' },
      { column: 'phone', code: 'not_a_phone' },
      { column: 'email', code: 'not_an_email' },
    ],
  });
  expect(read('x'.repeat(201), '', '')).toMatchObject({ errors: [{ column: 'name', code: 'too_long' }] });
  for (const cells of [['Ada'], ['Ada', '', '', '']]) {
    expect(read(...cells)).toEqual({
      kind: 'faulty',
      errors: [{ column: null, code: 'wrong_number_of_cells' }],
    });
  }
});

test('a row without any text is no fault, whatever its length', () => {
  for (const cells of [[''], ['', ' ', ''], ['', '', '', '']]) expect(read(...cells)).toEqual({ kind: 'blank' });
});

test('an apostrophe that guards a formula is taken off, so that our own files come back as they were', () => {
  expect(read('Ada', '', "'+15550000001")).toMatchObject({ lead: { phone: '+15550000001' } });
  for (const cell of ['=1+1', '+1', "'=1", 'a;=b', '\tx', 'a\n@b', "O'Hara", "'t Hooft", '-', '＝1', '"=1']) {
    expect(withoutGuards(guardFormulas(cell))).toBe(cell);
  }
  expect(withoutGuards("'t Hooft")).toBe("'t Hooft");
});

test('what a table does not show as it is, is at fault: line ends and signs that turn the direction; a text of which nothing is seen is none', () => {
  for (const name of ['Ada\nAdler', 'Ada\tAdler', 'Ada\u202Erelda', 'Ada\u0085']) {
    expect(readColumns({ name })).toMatchObject({ errors: [{ column: 'name', code: 'not_one_line' }] });
  }
  expect(readColumns({ name: 'A', owner: 'Da\u2066na' })).toMatchObject({ errors: [{ column: 'owner' }] });
  expect(readColumns({ name: '\u200B', phone: '12345' })).toMatchObject({
    errors: [{ column: 'name', code: 'required' }],
  });
  expect(readColumns({ name: 'Ada', owner: '\u200B' })).toMatchObject({ lead: { owner: null } });
});

test('the header again is no lead, also with a BOM, as in files that were put together', () => {
  for (const again of ['Name', '\uFEFFName', ' Name ']) {
    expect(read(again, 'E-Mail', 'Phone')).toEqual({
      kind: 'faulty',
      errors: [{ column: null, code: 'header_again' }],
    });
  }
  expect(read('Name', 'name@example.com', '12345')).toMatchObject({ kind: 'lead' });
});

test('a cell of tags holds up to 20, between commas or semicolons, each once', () => {
  const tags = (cell: string) => readColumns({ name: 'Ada', tags: cell });
  expect(tags(' vip; fair 2026,vip,;\u200B')).toMatchObject({ lead: { tags: ['vip', 'fair 2026'] } });
  expect(tags('')).toMatchObject({ lead: { tags: [] } });
  const many = Array.from({ length: 21 }, (_, n) => `t${n}`);
  expect(tags(many.slice(1).join())).toMatchObject({ kind: 'lead' });
  expect(tags(many.join())).toMatchObject({ errors: [{ column: 'tags', code: 'too_many_tags' }] });
  expect(tags(`vip,${'x'.repeat(51)}`)).toMatchObject({ errors: [{ column: 'tags', code: 'too_long' }] });
  expect(tags('vip,two\nlines')).toMatchObject({ errors: [{ column: 'tags', code: 'not_one_line' }] });
});

const CONSENT = { name: 'Ada', consent: 'WhatsApp; email', consentSource: 'fair', consentAt: '2026-02-28' };
test('a consent has channels, and says where and when it was given, before the upload', () => {
  expect(readColumns(CONSENT)).toMatchObject({
    lead: { consent: { channels: ['whatsapp', 'email'], source: 'fair', givenAt: '2026-02-28' } },
  });
  expect(readColumns({ ...CONSENT, consent: ' ', consentAt: 'x' })).toMatchObject({ lead: { consent: null } });
  for (const [changed, column, code] of [
    [{ consent: 'yes' }, 'consent', 'not_a_channel'],
    [{ consentSource: '' }, 'consentSource', 'required'],
    [{ consentSource: 'x'.repeat(201) }, 'consentSource', 'too_long'],
    [{ consentAt: '' }, 'consentAt', 'required'],
    [{ consentAt: '28.02.2026' }, 'consentAt', 'not_a_moment'],
    [{ consentAt: '2026-02-30' }, 'consentAt', 'not_a_moment'],
    [{ consentAt: '2026-02-28T09:00' }, 'consentAt', 'not_a_moment'],
    [{ consentAt: '2026-02-28T25:00:00Z' }, 'consentAt', 'not_a_moment'],
    [{ consentAt: '2026-03-03' }, 'consentAt', 'in_the_future'],
  ] as const) {
    expect(readColumns({ ...CONSENT, ...changed })).toEqual({ kind: 'faulty', errors: [{ column, code }] });
  }
  for (const consentAt of ['2026-03-02', '2026-02-28T09:00+02:00', '2026-02-28T09:00:00.123Z']) {
    expect(readColumns({ ...CONSENT, consentAt })).toMatchObject({ kind: 'lead' });
  }
});
