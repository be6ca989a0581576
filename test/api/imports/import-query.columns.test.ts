import { expect, test } from '@jest/globals';
import { placesOf } from '../../../src/api/imports/import-query.js';

const HEADER = ['Name', 'tags', 'consent', 'consentSource', 'consentAt', "'=x"];

test('a column is read from the one of its name, but a consent only where all of it is asked for', () => {
  expect(placesOf(HEADER, {})).toEqual({ places: { name: 0, tags: 1 }, errors: [] });
  expect(placesOf(HEADER, { tags: '', consent: ' ' }).places).toEqual({ name: 0 });
  const consent = { consent: 'Consent', consentSource: 'consentSource', consentAt: 'consentAt' };
  expect(placesOf(HEADER, consent)).toEqual({
    places: { name: 0, tags: 1, consent: 2, consentSource: 3, consentAt: 4 },
    errors: [],
  });
  expect(placesOf(HEADER, { consent: 'consent' }).errors.map(({ field }) => field)).toEqual([
    'consentSource',
    'consentAt',
  ]);
});

test('a header with the guard of our own files is the one that was guarded', () => {
  expect(placesOf(HEADER, { owner: '=X' }).places).toMatchObject({ owner: 5 });
});
