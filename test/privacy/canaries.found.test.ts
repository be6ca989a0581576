import { expect, test } from '@jest/globals';
import { Canaries, found } from './canaries.js';

const canaries = new Canaries();
const guises: [string, (text: string) => Buffer | string][] = [
  ['as it is', (text) => text],
  ['in capitals', (text) => text.toUpperCase()],
  ['URL-encoded', (text) => encodeURIComponent(text)],
  ['as JSON', (text) => JSON.stringify({ text })],
  ['as JSON in JSON', (text) => JSON.stringify(JSON.stringify({ text }))],
  ['in UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ['in large hex', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['reversed', (text) => [...text].reverse().join('')],
  ...[0, 1, 2, 3].flatMap((shift): [string, (text: string) => string][] => [
    [`in base64 after ${shift} bytes`, (text) => Buffer.from('x'.repeat(shift) + text).toString('base64')],
    [`in base64url after ${shift} bytes`, (text) => Buffer.from('x'.repeat(shift) + text).toString('base64url')],
    [
      `in base64 of base64 after ${shift} bytes`,
      (text) =>
        Buffer.from('x'.repeat(shift) + Buffer.from('y'.repeat(shift) + text).toString('base64')).toString('base64'),
    ],
  ]),
];

test.each(guises)('a canary is found %s, within other bytes', (_, disguise) => {
  for (const canary of [canaries.name(), canaries.word(), canaries.email(), canaries.phone()]) {
    const bytes = Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(disguise(canary)), Buffer.from([200, 0])]);
    expect(found(canaries.stems, bytes)).not.toEqual([]);
  }
});

test('and no canary where there is none', () => {
  const others = new Canaries();
  const bytes = Buffer.from(
    [others.name(), others.phone()]
      .map((text) => guises.map(([, disguise]) => String(disguise(text))).join('\n'))
      .join('\n'),
  );
  expect(found(canaries.stems, bytes)).toEqual([]);
});
