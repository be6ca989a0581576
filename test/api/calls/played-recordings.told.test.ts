import { expect, test } from '@jest/globals';
import { PlayedRecordings } from '../../../src/api/calls/played-recordings.js';
import { eventually } from '../../support/eventually.js';

const ID = { businessId: 1, callSid: 'CA1' };
const OTHER = { businessId: 2, callSid: 'CA1' };

test('a recording is told to be playing again and again while a stream of it is open, once for all of them', async () => {
  const told: string[] = [];
  const played = new PlayedRecordings(({ businessId, callSid }, sha256) => {
    told.push(`${businessId}/${callSid}/${sha256}`);
    return Promise.reject(new Error('PostgreSQL is away'));
  }, 20);
  const [first, second, other] = [played.begin(ID, 'a'), played.begin(ID, 'a'), played.begin(OTHER, 'b')];
  await eventually(async () => Promise.resolve(told.length >= 4));
  expect(told.slice(0, 4)).toEqual(['1/CA1/a', '2/CA1/b', '1/CA1/a', '2/CA1/b']);
  first();
  other();
  told.length = 0;
  await eventually(async () => Promise.resolve(told.length >= 2));
  expect(new Set(told)).toEqual(new Set(['1/CA1/a']));
  second();
  const atEnd = told.length;
  // Had its timer gone on, it would have told within this time.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toHaveLength(atEnd);
  // And it begins anew.
  const third = played.begin(ID, 'c');
  await eventually(async () => Promise.resolve(told.at(-1) === '1/CA1/c'));
  third();
});
