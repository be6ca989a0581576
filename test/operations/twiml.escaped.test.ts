import { expect, test } from '@jest/globals';
import { fillTwiml } from '../../src/operations/twiml.js';
import { fieldsOfText } from '../../src/operations/text-fields.js';

test('what a lead is called becomes text, wherever it stands', () => {
  const name = `</Say><Dial>+15550000001</Dial> & "Söhne" ]]> 'x'`;
  const text = '&lt;/Say&gt;&lt;Dial&gt;+15550000001&lt;/Dial&gt; &amp; &quot;Söhne&quot; ]]&gt; &apos;x&apos;';
  expect(fillTwiml(`<Say voice="{{name}}">{{name}}</Say>`, { name })).toBe(`<Say voice="${text}">${text}</Say>`);
});

test('a value that looks like a field is not filled again', () => {
  expect(fillTwiml('{{a}} {{b}}', { a: '{{b}}', b: '{{a}}' })).toBe('{{b}} {{a}}');
});

test('characters that XML cannot write are left out, all others stay', () => {
  const value = `a\u0000b\u0008c\ud800d\ufffee\u{1f600}\tf\ng`;
  expect(fillTwiml('{{value}}', { value })).toBe('abcde\u{1f600}\tf\ng');
});

test('the fields of a TwiML are named, each once, and one without a value is refused', () => {
  const twiml = '<Say>{{name}} {{city}} {{name}} {{ spaced }} {{1st}}</Say>';
  expect(fieldsOfText(twiml)).toEqual(['name', 'city']);
  expect(() => fillTwiml(twiml, { name: 'Ada' })).toThrow('city');
  expect(() => fillTwiml('{{constructor}}', {})).toThrow('constructor');
});
