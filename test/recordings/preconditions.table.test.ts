import { expect, test } from '@jest/globals';
import { matchesIfMatch, isSameVersion, isUnchanged } from '../../src/recordings/preconditions.js';

const TAG = `"${'a'.repeat(8)}"`;
const OTHER = `"${'b'.repeat(8)}"`;

test.each<[ifNoneMatch: string | undefined, isUnchanged: boolean]>([
  [undefined, false],
  ['', false],
  [TAG, true],
  [`W/${TAG}`, true],
  ['*', true],
  [' * ', true],
  [`${OTHER}, ${TAG}`, true],
  [`${OTHER},W/${TAG}`, true],
  [`"a,b", ${TAG}`, true],
  [`, ${TAG} ,`, true],
  [OTHER, false],
  [`W/${OTHER}`, false],
  [TAG.slice(1, -1), false], // without its quotes it is none
  [`w/${TAG}`, false],
  [`${OTHER}, *`, false], // the star stands alone
  // A comma may stand within a tag: what stands there is no tag of its own.
  [`"x,${TAG.slice(1, -1)},y"`, false],
])('If-None-Match %j: is it the same? %s', (ifNoneMatch, expected) => {
  expect(isUnchanged(ifNoneMatch, TAG)).toBe(expected);
});

test.each<[ifRange: string | undefined, isSame: boolean]>([
  [undefined, true],
  [TAG, true],
  [` ${TAG} `, true],
  [OTHER, false],
  [`W/${TAG}`, false], // weak ones are never the same byte by byte
  ['Tue, 24 Nov 2026 12:00:00 GMT', false],
  ['', false],
  ['*', false],
  ['x', false],
  [`${OTHER}, ${TAG}`, false],
])('If-Range %j: does the part fit? %s', (ifRange, expected) => {
  expect(isSameVersion(ifRange, TAG)).toBe(expected);
});

test.each<[ifMatch: string | undefined, isMatched: boolean]>([
  [undefined, true],
  [TAG, true],
  ['*', true],
  [' * ', true],
  [`${OTHER}, ${TAG}`, true],
  [`W/${OTHER},${TAG}`, true],
  [`, ${TAG} ,`, true],
  [OTHER, false],
  [`W/${TAG}`, false], // weak ones are never the same byte by byte
  [`${OTHER}, W/${TAG}`, false],
  ['', false],
  [TAG.slice(1, -1), false],
  [`${OTHER}, *`, false],
  ['x', false],
  [`"x,${TAG.slice(1, -1)},y"`, false],
])('If-Match %j: is it this version? %s', (ifMatch, expected) => {
  expect(matchesIfMatch(ifMatch, TAG)).toBe(expected);
});
