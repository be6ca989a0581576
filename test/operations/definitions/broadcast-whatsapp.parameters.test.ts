import { expect, test } from '@jest/globals';
import { broadcastWhatsApp } from '../../../src/operations/definitions/broadcast-whatsapp.js';

const GOOD = { template: 'spring_letter_2', language: 'en_US', placeholders: ['Dear {{name}}', '{{owner}}, {{1}}'] };

test('a template, a language and texts that name fields of a lead are taken, and taken again', () => {
  const { parameters } = broadcastWhatsApp;
  const taken = parameters.parse(GOOD);
  expect(taken).toEqual(GOOD);
  expect(parameters.parse(taken)).toEqual(taken);
  expect(parameters.safeParse({ template: 'spring_letter', language: 'de' }).success).toBe(true);
});

test.each([
  ['template', { template: undefined }],
  ['template', { template: 'Spring Letter' }],
  ['template', { template: '../x' }],
  ['language', { language: undefined }],
  ['language', { language: 'English' }],
  ['placeholders.1', { placeholders: ['fine', '{{password}}'] }],
  ['placeholders.0', { placeholders: ['{{constructor}}'] }],
  ['placeholders.0', { placeholders: ['two\nlines'] }],
  ['placeholders.0', { placeholders: [' '] }],
  ['placeholders', { placeholders: Array.from({ length: 21 }, () => 'x') }],
  ['', { text: 'Hello' }],
])('what is wrong with the field "%s" is said of it: %j', (field, changed) => {
  const { error } = broadcastWhatsApp.parameters.safeParse({ ...GOOD, ...changed });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
