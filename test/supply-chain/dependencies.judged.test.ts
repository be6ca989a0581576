import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { consoleImports } from '../../scripts/supply-chain/console-imports.mjs';
import {
  importedPackages,
  inexactVersions,
  isTaken,
  licenceList,
  productionPackages,
  refusedLicences,
} from '../../scripts/supply-chain/licences.mjs';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['Apache-2.0 AND MIT', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['AGPL-3.0-or-later', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['UNLICENSED', false],
  ['none stated', false],
  ['(MIT AND (GPL-2.0-only OR MIT))', false],
])('a package under %s is taken: %s', (licence, taken) => {
  expect(isTaken(licence)).toBe(taken);
  expect(refusedLicences([{ name: 'a', version: '1.0.0', licence }])).toHaveLength(taken ? 0 : 1);
});

test('the committed list is what production runs and what the console holds', async () => {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as never;
  const packages = productionPackages(lock, await consoleImports());
  expect(packages.length).toBeGreaterThan(50);
  expect(refusedLicences(packages)).toEqual([]);
  expect(await readFile('THIRD-PARTY-LICENSES', 'utf8')).toBe(licenceList(packages));
});

test('what only a workspace or the development needs is not in the list', () => {
  const of = (version: string, dependencies = {}) => ({ version, license: 'MIT', dependencies });
  const packages = {
    '': { dependencies: { a: '1.0.0' }, devDependencies: { '@bulkgate/client': '0.1.0' } },
    'node_modules/@bulkgate/client': { link: true },
    'node_modules/a': of('1.0.0', { b: '2.0.0' }),
    'node_modules/a/node_modules/b': of('2.0.0'),
    'node_modules/b': of('1.0.0'),
    'packages/client': of('0.1.0', { b: '1.0.0' }),
  };
  const found = productionPackages({ packages });
  expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual(['a 1.0.0', 'b 2.0.0']);
});

test('what the console imports is in the list with all that it asks for, although nothing of it is installed', () => {
  const packages = {
    '': { version: '0.1.0', dependencies: {} },
    'node_modules/@bulkgate/client': { link: true, resolved: 'packages/client' },
    'node_modules/fetcher': { version: '1.0.0', dev: true, license: 'MIT' },
    'node_modules/peer': { version: '1.0.0', dev: true, license: 'MIT' },
    'node_modules/tool': { version: '1.0.0', dev: true, license: 'MIT' },
    'node_modules/ui': { version: '1.0.0', dev: true, license: 'MIT', peerDependencies: { peer: '1' } },
    'packages/client': { version: '0.1.0', license: 'MIT', dependencies: { fetcher: '1.0.0' } },
  };
  const found = productionPackages({ packages }, ['ui', '@bulkgate/client']);
  expect(found.map(({ name }) => name)).toEqual(['fetcher', 'peer', 'ui']);
});

test('an import of a package is found in each of its forms, and one of our own files is none', () => {
  const code = `import '@a/b/styles/x.css';
import type { C } from 'c';
import {
  d,
} from 'd/e';
export * from '@f/g';
import { own } from './own.js';`;
  expect(importedPackages([code])).toEqual(['@a/b', '@f/g', 'c', 'd']);
});

test.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', '1.0.0 || 2.0.0', 'github:a/b', ''])(
  'a version "%s" is not exact',
  (version) => {
    expect(inexactVersions({ dependencies: { a: version } })).toHaveLength(1);
    expect(inexactVersions({ devDependencies: { a: version, b: '1.2.3-beta.4' } })).toHaveLength(1);
  },
);
