import { expect, test } from '@jest/globals';
import { readTexts, textFaults } from '../../scripts/console/texts.mjs';

const CODE = `text('a'); text(\`status.\${status}\`)`;

test('the committed texts are whole', async () => {
  const texts = await readTexts();
  expect(Object.keys(texts.languages).sort()).toEqual(['en', 'he']);
  expect(textFaults(texts)).toEqual([]);
});

test.each([
  ['missing in a language', { en: { a: 'x' }, he: {} }, 'The text a is missing in he.json.'],
  ['used nowhere', { en: { a: 'x', b: 'x' }, he: { a: 'x', b: 'x' } }, 'The text b is used nowhere.'],
  ['empty', { en: { a: 'x' }, he: { a: ' ' } }, 'The text a is empty in he.json.'],
  ['no ICU message', { en: { a: '{n, plural, one {x}}' }, he: { a: 'x' } }, 'The text a in en.json is no ICU message'],
  ['one with other arguments', { en: { a: '{n} {m}' }, he: { a: '{n}' } }, 'The arguments of the text a differ'],
  [
    'one with other arguments inside of a plural',
    { en: { a: '{n, plural, other {{m}}}' }, he: { a: '{n, plural, other {#}}' } },
    'The arguments of the text a differ: en has m, n; he has n.',
  ],
])('a text that is %s is found', (_, languages, fault) => {
  expect(textFaults({ languages, code: CODE })).toEqual([expect.stringContaining(fault)]);
});

test('a text whose id the code puts together is used', () => {
  const texts = { 'status.running': 'x', a: '{n, number} {m}' };
  expect(textFaults({ languages: { en: texts, he: texts }, code: CODE })).toEqual([]);
});
