import { expect, test } from '@jest/globals';
import { countFile } from '../../scripts/lines/count-code.mjs';

test.each([
  [
    'a.ts',
    '// no\n\nconst a = `\n-- b\n\n`; // c\n/** no\n * no */\nfunction f() {\n  return /\\/\\//; /* c */\n}\n',
    6,
  ],
  ['a.tsx', 'const a = (\n  <p>\n    {/* no */}\n    b\n  </p>\n);\n', 6],
  ['a.css', '/* no */\n\n/*\n * no\n */\na {\n  color: red;\n}\n', 3],
  ['a.mjs', 'const url = "http://127.0.0.1"; /*\n no */\n', 1],
  ['a.lua', '-- no\n\nreturn 1 -- c\n', 1],
  ['a.ts', '// Made from openapi.json by a program\nexport const a = 1;\n', 0],
  ['a.json', '{\n}\n', 0],
])('of %s, the lines that hold code are counted', async (file, text, lines) => {
  expect(await countFile(file, text)).toBe(lines);
});
