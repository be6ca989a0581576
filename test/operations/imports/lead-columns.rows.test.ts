import { expect, test } from '@jest/globals';
import { guardFormulas, withoutGuards } from '../../../src/operations/formula-guard.js';
import { readLead } from '../../../src/operations/imports/lead-columns.js';

const PLACES = { name: 0, phone: 2, email: 1 };
const read = (...cells: string[]) => readLead(cells, PLACES, 3);

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
    expect(readLead(cells, PLACES, 3)).toEqual({
      kind: 'faulty',
      errors: [{ column: null, code: 'wrong_number_of_cells' }],
    });
  }
});

test('a row without any text is no fault, whatever its length', () => {
  for (const cells of [[''], ['', ' ', ''], ['', '', '', '']])
    expect(readLead(cells, PLACES, 3)).toEqual({ kind: 'blank' });
});

test('an apostrophe that guards a formula is taken off, so that our own files come back as they were', () => {
  expect(read('Ada', '', "'+15550000001")).toMatchObject({ lead: { phone: '+15550000001' } });
  for (const cell of ['=1+1', '+1', "'=1", 'a;=b', '\tx', 'a\n@b', "O'Hara", "'t Hooft", '-', '＝1', '"=1']) {
    expect(withoutGuards(guardFormulas(cell))).toBe(cell);
  }
  expect(withoutGuards("'t Hooft")).toBe("'t Hooft");
});
