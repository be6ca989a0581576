import { expect, test } from '@jest/globals';
import { CsvReader, CsvRefused } from '../../../src/api/imports/csv-reader.js';
import { unhandledDuring } from '../../support/unhandled.js';

/** Reads the bytes in pieces of this size. */
async function read(text: string | Buffer, { delimiter = ',', size = 7, maxCell = 50 } = {}) {
  const bytes = Buffer.from(text);
  const reader = new CsvReader(delimiter, maxCell);
  const rows = [];
  for (let at = 0; at < bytes.length; at += size) rows.push(...(await reader.write(bytes.subarray(at, at + size))));
  return [...rows, ...(await reader.end())].map(({ line, cells }) => [line, ...cells]);
}

test.each([1, 2, 7, 4_096])('reads BOM, CRLF, quotes and line ends in cells, in pieces of %i bytes', async (size) => {
  const file = '\uFEFF"name",phone\r\n"Ada ""A"" Ünal","1\r\n2"\r\n\r\nBen;Lind,3\nCara,';
  expect(await read(file, { size })).toEqual([
    [1, 'name', 'phone'],
    [2, 'Ada "A" Ünal', '1\r\n2'],
    [4, ''],
    [5, 'Ben;Lind', '3'],
    [6, 'Cara', ''],
  ]);
});

test('reads other delimiters, rows of any length, and files of one kind of line end', async () => {
  expect(await read('a;b\r1;2,3\r', { delimiter: ';' })).toEqual([
    [1, 'a', 'b'],
    [2, '1', '2,3'],
  ]);
  expect(await read('a\tb\n1\n1\t2\t3\n', { delimiter: '\t' })).toEqual([
    [1, 'a', 'b'],
    [2, '1'],
    [3, '1', '2', '3'],
  ]);
  expect(await read('')).toEqual([]);
});

const ROW = 'Ada,1\n';
test.each<[string, string | Buffer, RegExp, boolean]>([
  ['a quote that is never closed', `name\n${ROW}"Ben,2\n`, /^Line 3: .*never closed/, false],
  ['text behind a closed quote', `name\n"Ada"x\n`, /^Line 2: .*quote/, false],
  ['a quote in the middle of a cell', `name\nAda "A"\n`, /^Line 2: .*quote/, false],
  ['bytes that are no UTF-8', Buffer.from('name\nÜnal\n', 'latin1'), /not in UTF-8 after byte/, false],
  ['a character that is cut off', Buffer.from('name\nÜ').subarray(0, 6), /not in UTF-8/, false],
  ['UTF-16', Buffer.from('name\nAda\n', 'utf16le'), /U\+0000/, false],
  ['a long cell', `name\n${'x'.repeat(51)}\n`, /^Line 2 has a cell of more than 50 characters/, true],
  ['a row without end', `name\n"${'x'.repeat(1_200_000)}`, /more than 1048576 bytes/, true],
  ['a row of nothing but delimiters', `name\n${','.repeat(1_200_000)}`, /^Line 2 .*more than 1048576 bytes/, true],
  ['a row of too many cells', `name\n${ROW}${','.repeat(500)}\n`, /^Line 3 has more than 500 cells/, true],
  ['UTF-16 with a BOM', Buffer.from('\uFEFFname\nAda\n', 'utf16le'), /not in UTF-8/, false],
])('refuses %s, and says where', async (_, file, where, isTooLarge) => {
  const error: unknown = await read(file, { size: 65_536 }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CsvRefused);
  expect(error).toMatchObject({ where: expect.stringMatching(where) as unknown, isTooLarge });
});

test('of two faults in one piece the first one is told, and the other one is nobody’s to wait for', async () => {
  const file = Buffer.from(`${','.repeat(500)}\nA"\nBen,2\n`);
  const unhandled = await unhandledDuring(() =>
    expect(new CsvReader(',', 50).write(file)).rejects.toThrow(/^Line 1 has more than 500 cells/),
  );
  expect(unhandled).toEqual([]);
});

test('a file of many rows is no row without end, and a row may be as long as one that holds the longest cell', async () => {
  expect(await read('Ada\n'.repeat(600_000), { size: 65_536 })).toHaveLength(600_000);
  const cell = 'ü'.repeat(600_000);
  expect(await read(`name\n${cell}\n`, { size: 65_536, maxCell: 600_000 })).toEqual([
    [1, 'name'],
    [2, cell],
  ]);
});
