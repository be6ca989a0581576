import { expect, test } from '@jest/globals';
import { LastPlayedTimes } from '../../../src/api/calls/last-played-times.js';
import { storagePath } from '../../../src/recordings/storage/storage-key.js';
import { eventually } from '../../support/eventually.js';

const ONE = { businessId: 1, callSid: 'CA1', sha256: 'a'.repeat(64) };
const OTHER = { businessId: 2, callSid: 'CA1', sha256: 'b'.repeat(64) };
const NEXT = { businessId: 1, callSid: 'CA1', sha256: 'c'.repeat(64) };

test('the row of a recording is written again and again while a stream of it is open, once for all of its streams', async () => {
  const written: string[] = [];
  const times = new LastPlayedTimes((key) => {
    written.push(storagePath(key));
    return Promise.reject(new Error('PostgreSQL is away'));
  }, 20);
  const [first, second, other] = [times.keepFresh(ONE), times.keepFresh(ONE), times.keepFresh(OTHER)];
  await eventually(async () => Promise.resolve(written.length >= 4));
  expect(written.slice(0, 4)).toEqual([ONE, OTHER, ONE, OTHER].map(storagePath));
  first();
  other();
  written.length = 0;
  await eventually(async () => Promise.resolve(written.length >= 2));
  expect(new Set(written)).toEqual(new Set([storagePath(ONE)]));
  second();
  const atEnd = written.length;
  // A timer that is still running would write within this time.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toHaveLength(atEnd);
  // And it begins anew.
  const third = times.keepFresh(NEXT);
  await eventually(async () => Promise.resolve(written.at(-1) === storagePath(NEXT)));
  third();
});
