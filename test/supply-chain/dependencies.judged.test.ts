import { expect, test } from '@jest/globals';
import { inexactVersions } from '../../scripts/supply-chain/exact-versions.mjs';
import { judgeAudit } from '../../scripts/supply-chain/judge-audit.mjs';
import { isTaken, licenceList, productionPackages, refusedLicences } from '../../scripts/supply-chain/licences.mjs';
import { readJson, readText } from '../../scripts/supply-chain/read-files.mjs';

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

test('the committed list is what production runs', async () => {
  const packages = await productionPackages((await readJson('package-lock.json')) as never);
  expect(packages.length).toBeGreaterThan(50);
  expect(refusedLicences(packages)).toEqual([]);
  expect(await readText('THIRD-PARTY-LICENSES')).toBe(licenceList(packages));
});

test.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', '1.0.0 || 2.0.0', 'github:a/b', ''])(
  'a version "%s" is not exact',
  (version) => {
    expect(inexactVersions({ dependencies: { a: version } })).toHaveLength(1);
    expect(inexactVersions({ devDependencies: { a: version, b: '1.2.3-beta.4' } })).toHaveLength(1);
  },
);

test('an audit is good, bad, or said not to have been made', () => {
  const report = (high: number, critical: number): string =>
    `npm warn something\n${JSON.stringify({ metadata: { vulnerabilities: { low: 1, moderate: 2, high, critical } } }, null, 2)}\n`;
  expect(judgeAudit(report(0, 0)).verdict).toBe('good');
  expect(judgeAudit(report(1, 0)).verdict).toBe('bad');
  expect(judgeAudit(report(0, 1)).verdict).toBe('bad');
  for (const nothing of ['', 'npm error audit endpoint returned an error', '{\n  "message": "405"\n}', '{\n}', '{']) {
    const { verdict, text } = judgeAudit(nothing);
    expect([verdict, text]).toEqual(['could not be asked', expect.stringMatching(/^SKIPPED .*could not be asked/)]);
  }
});
