import { expect, test } from '@jest/globals';
import { readRange, type RequestedRange } from '../../src/recordings/byte-range.js';

const BYTES = 1_000;
const WHOLE: RequestedRange = { kind: 'whole' };
const PAST_THE_END: RequestedRange = { kind: 'unsatisfiable' };
const part = (start: number, end: number): RequestedRange => ({ kind: 'part', start, end });

const HUGE = '9'.repeat(16_000);

const RANGES: readonly [header: string | undefined, wish: RequestedRange][] = [
  [undefined, WHOLE],
  ['', WHOLE],
  // One range (RFC 9110, 14.1.2).
  ['bytes=0-0', part(0, 0)],
  ['bytes=0-499', part(0, 499)],
  ['bytes=500-999', part(500, 999)],
  ['bytes=999-999', part(999, 999)],
  ['bytes=500-', part(500, 999)],
  ['bytes=0-', part(0, 999)],
  ['bytes=-1', part(999, 999)],
  ['bytes=-1000', part(0, 999)],
  ['bytes=-1001', part(0, 999)],
  ['bytes=990-2000', part(990, 999)],
  ['bytes=007-0008', part(7, 8)],
  // Names of units do not care about case (14.1).
  ['Bytes=1-2', part(1, 2)],
  ['BYTES=1-2', part(1, 2)],
  ['bytes= 1-2 ', part(1, 2)],
  // Past the end, and the last none of them.
  ['bytes=1000-', PAST_THE_END],
  ['bytes=1000-1000', PAST_THE_END],
  ['bytes=5000-6000', PAST_THE_END],
  ['bytes=-0', PAST_THE_END],
  ['bytes=-000', PAST_THE_END],
  // Numbers that no integer holds are numbers still: nothing overflows (14.1.1).
  [`bytes=0-${HUGE}`, part(0, 999)],
  [`bytes=-${HUGE}`, part(0, 999)],
  [`bytes=${HUGE}-`, PAST_THE_END],
  [`bytes=${HUGE}-${HUGE}`, PAST_THE_END],
  ['bytes=0-9007199254740993', part(0, 999)],
  ['bytes=18446744073709551616-', PAST_THE_END], // 2^64
  ['bytes=4294967296-', PAST_THE_END], // 2^32
  // What is none is ignored (14.2).
  ['bytes=', WHOLE],
  ['bytes=-', WHOLE],
  ['bytes=5-4', WHOLE],
  ['bytes=2000-1000', WHOLE],
  ['bytes=--5', WHOLE],
  ['bytes=-5-', WHOLE],
  ['bytes=1-2-3', WHOLE],
  ['bytes=1.5-2', WHOLE],
  ['bytes=0x1-0x2', WHOLE],
  ['bytes=1e1-20', WHOLE],
  ['bytes=+1-2', WHOLE],
  ['bytes=a-b', WHOLE],
  ['bytes=1 - 2', WHOLE],
  ['bytes 0-5', WHOLE],
  ['0-5', WHOLE],
  ['items=0-5', WHOLE],
  ['bytes=\u0661-\u0662', WHOLE], // digits of another script
  // Several are served as one whole, however they are written.
  ['bytes=0-1,5-6', WHOLE],
  ['bytes=0-1,', WHOLE],
  ['bytes=,0-1', WHOLE],
  ['bytes=0-1, -5', WHOLE],
  ['bytes=0-,0-,0-,0-', WHOLE],
  ['bytes=0-1, bytes=5-6', WHOLE],
  [`bytes=${Array.from({ length: 3_000 }, () => '0-').join(',')}`, WHOLE],
  [`bytes=${' '.repeat(16_000)}x`, WHOLE],
];

test.each(RANGES.map(([header, wish]) => ({ short: header?.slice(0, 60), header, wish })))(
  '$short of 1,000 bytes',
  ({ header, wish }) => {
    expect(readRange(header, BYTES)).toEqual(wish);
  },
);

test('a range within a file of one byte', () => {
  expect(readRange('bytes=0-', 1)).toEqual(part(0, 0));
  expect(readRange('bytes=-5', 1)).toEqual(part(0, 0));
  expect(readRange('bytes=1-', 1)).toEqual(PAST_THE_END);
});
