import { describe, expect, test } from '@jest/globals';
import { JsonAssembler, JsonRefused, type JsonValue } from '../../src/http/json-assembler.js';

interface Read {
  readonly value: JsonValue | undefined;
  readonly elements: readonly (readonly [JsonValue, number])[];
}

/** Reads the bytes as they come in pieces of this size. */
function read(text: string | Uint8Array, pieceBytes: number, maxKeptBytes = 1_000): Read {
  const elements: [JsonValue, number][] = [];
  const sink = {
    path: 'selection.ids',
    onElement: (value: JsonValue, index: number) => void elements.push([value, index]),
  };
  const assembler = new JsonAssembler({ sink, maxKeptBytes });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) assembler.write(bytes.subarray(at, at + pieceBytes));
  return { value: assembler.end(), elements };
}

function refusal(text: string | Uint8Array, pieceBytes: number, maxKeptBytes?: number): [string, string | null] {
  try {
    read(text, pieceBytes, maxKeptBytes);
  } catch (error) {
    if (error instanceof JsonRefused) return [error.where, error.field];
    throw error;
  }
  throw new Error(`was read: ${String(text)}`);
}

describe.each([1, 3, 10_000])('in pieces of %d bytes', (pieceBytes) => {
  test.each([
    '0',
    '-1.5e2',
    '"t\\u00e9xt \\ud83d\\ude00 ü"',
    'null',
    '[]',
    '{}',
    ' [ 1 , [ ] , { "a" : [ true , false ] } ] ',
    '{"__proto__":{"isAdmin":true},"constructor":1,"":2}',
    '[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]',
  ])('%s is read as JSON.parse reads it', (text) => {
    const { value } = read(text, pieceBytes);
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
    expect(value).toEqual(JSON.parse(text));
  });

  test('elements of the one list come one by one, whole, and are not kept; other lists are', () => {
    const { value, elements } = read(
      '{"ids":[7],"selection":{"ids":[1,"two",{"ids":[3]},[4]],"x":[5]},"list":{"selection":{"ids":[6]}}}',
      pieceBytes,
    );
    expect(elements).toEqual([
      [1, 0],
      ['two', 1],
      [{ ids: [3] }, 2],
      [[4], 3],
    ]);
    expect(value).toEqual({ ids: [7], selection: { ids: [], x: [5] }, list: { selection: { ids: [6] } } });
  });

  test.each<[text: string, field: string]>([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":{"b":1,"\\u0062":2}}', 'a.b'],
    ['{"selection":{"ids":[{"b":1,"b":2}]}}', 'selection.ids.0.b'],
    ['{"selection":{"ids":[1],"ids":[2]}}', 'selection.ids'],
    ['{"selection":{"ids":[1]},"selection":{"all":true}}', 'selection'],
  ])('%s repeats a key, however it is written', (text, field) => {
    expect(refusal(text, pieceBytes)).toEqual(['given twice', field]);
  });

  test.each<[text: string, field: string]>([
    ['"\\u0000"', ''],
    ['{"a":["x","\\ud800"]}', 'a.1'],
    ['{"\\udc00":1}', '\udc00'],
    ['{"selection":{"ids":["\\u0000"]}}', 'selection.ids.0'],
  ])('%s holds what PostgreSQL cannot store', (text, field) => {
    expect(refusal(text, pieceBytes)).toEqual(['holds U+0000 or half a character', field]);
  });

  test.each<[text: string, field: string]>([
    ['9007199254740993', 'body'],
    ['{"a":{"b":[1,1e999]}}', 'a.b.1'],
    ['{"selection":{"ids":[0.10000000000000000001]}}', 'selection.ids.0'],
  ])('%s has more digits than a number here', (text, field) => {
    expect(refusal(text, pieceBytes)).toEqual(['has more digits than can be read', field]);
  });

  test.each([
    ...['{', '[1', '"a', '{"a"', '{"a":', '{"a":1,', 'tru', '{"a":1,}'],
    ...['}', ']', ',', ':', '[1 2]', '[1,]', '[,1]', '{"a" 1}', '{"a":1 "b":2}', '{,}', '{1:2}', '{"a":}', '[}', '{]'],
    ...[
      '1 2',
      '{} {}',
      "'a'",
      '[01]',
      '[+1]',
      '[1.]',
      '[.5]',
      'NaN',
      'Infinity',
      'undefined',
      '// a\n1',
      '[1]x',
      '"\t"',
    ],
  ])('%j is no JSON, and the refusal quotes nothing of it', (text) => {
    const [where, field] = refusal(text, pieceBytes);
    expect(where).toMatch(/^(not valid JSON (at|after) byte \d+|the JSON is not complete after byte \d+)$/);
    expect(field).toBeNull();
  });

  test.each([
    [[0xff], 'JSON'],
    [[0xc3, 0x28], 'UTF-8'],
    [[0xed, 0xa0, 0x80], 'UTF-8'],
  ])('the bytes %j, which are not UTF-8, are refused', (bytes, what) => {
    const [where] = refusal(Buffer.from([0x22, ...bytes, 0x22]), pieceBytes);
    expect(where).toMatch(new RegExp(`^not valid ${what} after byte \\d+$`));
  });

  test('more depth than a request has is refused where it begins', () => {
    expect(refusal(`{"a":${'['.repeat(16)}${']'.repeat(16)}}`, pieceBytes)).toEqual([
      ...['nested more than 16 deep', `a${'.0'.repeat(15)}`],
    ]);
  });

  test('the list may be longer than what is kept; what is outside of it, and one token, may not', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => n);
    expect(read(JSON.stringify({ selection: { ids: many } }), pieceBytes).elements).toHaveLength(5_000);
    const tooMuch = ['more than 1000 bytes outside of the list of ids', 'body'];
    expect(refusal(JSON.stringify({ other: many }), pieceBytes)).toEqual(tooMuch);
    expect(refusal(JSON.stringify({ selection: { ids: many }, other: 'x'.repeat(1_000) }), pieceBytes)).toEqual(
      tooMuch,
    );
    expect(refusal(JSON.stringify({ selection: { ids: ['x'.repeat(30_000)] } }), pieceBytes)).toEqual(tooMuch);
  });
});

test('no text is no value, which is not null', () => {
  expect(read('', 1).value).toBeUndefined();
});

test('a field that is complete is seen while the rest is still coming', () => {
  const assembler = new JsonAssembler({ maxKeptBytes: 1_000 });
  assembler.write(Buffer.from('{"type":"delete","selec'));
  expect([assembler.peek('type'), assembler.peek('selection'), assembler.peek('toString')]).toEqual([
    ...['delete', undefined, undefined],
  ]);
});

test('an error of whoever takes the elements is not taken for one of the text', () => {
  const error = new Error('too many');
  const assembler = new JsonAssembler({
    ...{ maxKeptBytes: 1_000 },
    sink: {
      path: 'ids',
      onElement() {
        throw error;
      },
    },
  });
  expect(() => assembler.write(Buffer.from('{"ids":[1]}'))).toThrow(error);
});
