import { expect, test } from '@jest/globals';
import { csvRecords } from '../../src/api/exports/csv.js';

test.each([
  ['operator-1', 'operator-1'],
  ['a=b', 'a=b'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  ['  -1', "'  -1"],
  ["'=1", "''=1"],
  ['\tx', `"'\tx"`],
  // To a spreadsheet that parts cells at semicolons, tabs or lines.
  ['x;=1', `"x;'=1"`],
  ['x\t+1', `"x\t'+1"`],
  ['x\r\n-1;\t@a', `"x\r\n'-1;\t'@a"`],
  ['x;"=1"', `"x;'""=1"""`],
  ['x; y', '"x; y"'],
])('a cell is no formula wherever a spreadsheet may part it: %j', (text, cell) => {
  expect(csvRecords([[1, text, null]])).toBe(`1,${cell},\r\n`);
  // And a program gets it back.
  const stored = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
  const unescaped = stored.replace(/^'(?=[\t\r\n])|(?<=^|[;\t\r\n])'(?=["' ]*[=+\-@＝＋－＠])/g, '');
  expect(unescaped).toBe(text);
});
