import { expect, test } from '@jest/globals';
import { placeWithin } from '../../src/console/login/place-within.js';

test.each([null, '', 'jobs', '//evil.example', '/\\evil.example', 'https://evil.example', '\\\\evil.example'])(
  'a login does not lead to %p',
  (next) => {
    expect(placeWithin(next)).toBe('/jobs');
  },
);

test('a login leads back to where its person was', () => {
  expect(placeWithin('/jobs/1?status=failed')).toBe('/jobs/1?status=failed');
});
