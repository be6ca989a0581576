import { expect, test } from '@jest/globals';
import { filterText } from '../../src/operations/filter-text.js';

/** What Unicode itself says of a character, and what it does not say: braille's empty cell, and the interlinear marks. */
const UNSEEN = /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]$/u;
const SURROGATES = /^\p{Cs}$/u;
/** Those with signs of their own: letters, symbols, and signs that change others. */
const PLANES = [0x0, 0x1, 0xe];

test('a text that nobody can see is blank, whichever characters it is of, and no other', () => {
  const schema = filterText(10);
  const wrong: string[] = [];
  for (const point of PLANES.flatMap((plane) => Array.from({ length: 0x1_0000 }, (_, n) => plane * 0x1_0000 + n))) {
    const character = String.fromCodePoint(point);
    if (SURROGATES.test(character)) continue;
    const isAccepted = schema.safeParse(character).success;
    if (isAccepted === UNSEEN.test(character)) wrong.push(point.toString(16));
  }
  expect(wrong).toEqual([]);
  expect(schema.safeParse(' \u200b\t').success).toBe(false);
  expect(schema.safeParse(' \u200b.').success).toBe(true);
});

test('the document tells it of all characters of 16 bits', () => {
  const pattern = new RegExp(filterText(10).meta()!.pattern as string, 'u');
  for (const text of [' ', '\u00a0\u3000', '\u200b', '\u2800', 'a\u0000']) expect(pattern.test(text)).toBe(false);
  for (const text of ['a', ' a ', 'ä', '\u{1f600}', '-']) expect(pattern.test(text)).toBe(true);
});
