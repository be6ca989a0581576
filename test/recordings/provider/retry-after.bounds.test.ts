import { expect, test } from '@jest/globals';
import { retryAfterSeconds } from '../../../src/recordings/provider/retry-after.js';

const NOW = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT') + 500;

test.each([
  ['5', 5],
  [' 120 ', 120],
  ['86400', 3600],
  ['9'.repeat(400), 3600],
  ['Sun, 06 Nov 1994 08:49:47 GMT', 10],
  ['Mon, 07 Nov 2094 08:49:47 GMT', 3600],
  ['Sun, 06 Nov 1994 08:49:37 GMT', undefined],
  ['Sun, 99 Nov 1994 08:49:37 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['5, 6', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After "%s" asks for %s seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});
