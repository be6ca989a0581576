import { expect, test } from '@jest/globals';
import { formFields, inputsOf, type JsonSchema } from '../../src/console/start/form-fields.js';
import { shownIn, valuesOf } from '../../src/console/start/form-values.js';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    template: { type: 'string', maxLength: 50 },
    urgency: { enum: ['low', 'high'], default: 'low' },
    attempts: { type: 'integer', minimum: 1, maximum: 9_007_199_254_740_991 },
    quiet: { type: 'boolean' },
    tags: { type: 'array', items: { $ref: '#/$defs/Tag' } },
    window: { type: 'object', properties: { from: { type: 'integer' }, until: { type: 'integer' } } },
    size: { anyOf: [{ type: 'integer', minimum: 1, maximum: 9 }, { const: 'auto' }] },
    origin: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] },
    agent: { anyOf: [{ type: 'string', maxLength: 40 }, { type: 'null' }] },
  },
  required: ['template'],
  $defs: { Tag: { type: 'string' } },
};
const fields = formFields(schema, 'parameters');

test('each part of a schema has its widget, and its place in the body', () => {
  expect(inputsOf(fields).map(({ place, kind }) => `${place}: ${kind}`)).toEqual([
    'parameters.template: text',
    'parameters.urgency: choice',
    'parameters.attempts: number',
    'parameters.quiet: switch',
    'parameters.tags: lines',
    'parameters.window.from: number',
    'parameters.window.until: number',
    'parameters.size: number or word',
    'parameters.origin: json',
    'parameters.agent: text or nothing',
  ]);
  const attempts = inputsOf(fields).find(({ name }) => name === 'attempts')!;
  expect([attempts.minimum, attempts.maximum]).toEqual([1, null]);
  const size = inputsOf(fields).find(({ name }) => name === 'size')!;
  expect([size.minimum, size.maximum, size.choices]).toEqual([1, 9, ['auto']]);
  expect(inputsOf(fields).find(({ name }) => name === 'agent')!.maxLength).toBe(40);
});

test('what an object needs is asked for only where the object itself is needed', () => {
  const window: JsonSchema = { properties: { from: { type: 'integer' } }, required: ['from'] };
  const requiredOf = (required: readonly string[]) =>
    inputsOf(formFields({ properties: { window }, required }, 'parameters')).map(({ isRequired }) => isRequired);
  expect([requiredOf([]), requiredOf(['window'])]).toEqual([[false], [true]]);
});

test('a schema with a name is found under it', () => {
  const named: JsonSchema = {
    $ref: '#/$defs/Changes',
    $defs: { Changes: { properties: { status: { type: 'string' } } } },
  };
  expect(inputsOf(formFields(named, 'parameters')).map(({ place }) => place)).toEqual(['parameters.status']);
});

test('what was left empty is left out, and what is proposed is sent', () => {
  expect(valuesOf(fields, {}, 'en')).toEqual({ urgency: 'low' });
  const batchSize = { anyOf: [{ type: 'integer' }, { type: 'string', const: 'auto' }] };
  const options: JsonSchema = { properties: { batchSize, throttleMs: { type: 'integer' } } };
  const proposed = formFields(options, 'options', { batchSize: 'auto', throttleMs: 0 });
  expect(inputsOf(proposed).map((field) => shownIn(field, {}))).toEqual(['auto', '0']);
  expect(valuesOf(proposed, {}, 'en')).toEqual({ batchSize: 'auto', throttleMs: 0 });
  expect(valuesOf(proposed, { 'options.batchSize': '' }, 'en')).toEqual({ throttleMs: 0 });
});

test('what was typed has the type of its field', () => {
  const typed = {
    'parameters.template': 'spring',
    'parameters.urgency': 'high',
    'parameters.attempts': '1,500',
    'parameters.quiet': 'true',
    'parameters.tags': 'one\n\n two ',
    'parameters.window.from': '9',
    'parameters.size': 'auto',
    'parameters.origin': 'true',
  };
  expect(valuesOf(fields, typed, 'en')).toEqual({
    template: 'spring',
    urgency: 'high',
    attempts: 1_500,
    quiet: true,
    tags: ['one', 'two'],
    window: { from: 9 },
    size: 'auto',
    origin: true,
  });
  expect(valuesOf(fields, { 'parameters.size': '500' }, 'en')).toMatchObject({ size: 500 });
});

test('a text that may be nothing is left out, typed, or null where its switch asks for that', () => {
  const agent = inputsOf(fields).find(({ name }) => name === 'agent')!;
  const [nothing] = agent.choices;
  const sent = (typed: string) => valuesOf([agent], { 'parameters.agent': typed }, 'en');
  expect([sent(''), sent('Dana'), sent(nothing as string)]).toEqual([{}, { agent: 'Dana' }, { agent: null }]);
});

test('what is no number goes to the API as it was typed, which names the field', () => {
  expect(valuesOf(fields, { 'parameters.attempts': 'many' }, 'en')).toMatchObject({ attempts: 'many' });
  expect(valuesOf(fields, { 'parameters.size': 'automatic' }, 'en')).toMatchObject({ size: 'automatic' });
  expect(valuesOf(fields, { 'parameters.attempts': '-1.5' }, 'en')).toMatchObject({ attempts: -1.5 });
});
