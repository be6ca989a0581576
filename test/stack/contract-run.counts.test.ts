import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { countCases, tooFew } from '../../scripts/contract/count-cases.mjs';

test('cases are counted from the report, and a run without one has asked nothing', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cases-'));
  try {
    const file = path.join(folder, 'report.json');
    expect(await countCases(file)).toBe(0);
    await writeFile(file, JSON.stringify({ test_cases: { generated: 4321, without_checks: 5 } }));
    expect(await countCases(file)).toBe(4321);
    for (const cut of ['', '{"test_cases":', '{"test_cases":{}}']) {
      await writeFile(file, cut);
      expect([cut, await countCases(file)]).toEqual([cut, 0]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a run of fewer cases than are wanted has failed', () => {
  expect(tooFew(9_999, 10_000)).toMatch(/Only 9999 cases/);
  expect(tooFew(10_000, 10_000)).toBeNull();
});
