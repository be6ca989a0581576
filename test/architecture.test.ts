import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = '.dependency-cruiser.cjs';

interface Summary {
  readonly summary: { readonly violations: { readonly rule: { readonly name: string } }[] };
}

/** The rules that the tree breaks, by name. */
async function violations(folder: string): Promise<string[]> {
  const bin = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const stdout = await new Promise<string>((resolve) => {
    const args = [bin, '--config', CONFIG, '--output-type', 'json', 'src'];
    // A violation is told by the exit code as well; what counts is the report.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }, (_error, output) => resolve(output));
  });
  return (JSON.parse(stdout) as Summary).summary.violations.map(({ rule }) => rule.name);
}

test('imports go only where the architecture lets them', async () => {
  expect(await violations(ROOT)).toEqual([]);
});

test('every rule on imports finds an import that breaks it', async () => {
  const copy = await mkdtemp(path.join(tmpdir(), 'bulkgate-imports-'));
  try {
    await cp(path.join(ROOT, 'src'), path.join(copy, 'src'), { recursive: true });
    for (const file of [CONFIG, 'tsconfig.json', 'package.json'])
      await cp(path.join(ROOT, file), path.join(copy, file));
    await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    const breaches: Record<string, [file: string, code: string]> = {
      'no-cycles': ['src/config/cycle-a.ts', `export type { B } from './cycle-b.js';\nexport type A = 1;`],
      'operations-import-nothing-of-ours': ['src/operations/breach.ts', `export * from '../gate/keys.js';`],
      'recordings-import-nothing-of-ours': ['src/recordings/breach.ts', `export * from '../gate/keys.js';`],
      'storage-and-provider-stand-alone': ['src/recordings/storage/breach.ts', `export * from '../../gate/keys.js';`],
      'gate-knows-ioredis-only': ['src/gate/breach.ts', `export * from 'typeorm';`],
      'workflows-stay-deterministic': ['src/workflows/breach.ts', `export * from '../activities/index.js';`],
      'workflows-see-no-other-types': [
        'src/workflows/breach-of-types.ts',
        `import type { LIVE } from '../db/live-condition.js';\nexport type Live = typeof LIVE;`,
      ],
      'pure-for-workflows': ['src/operations/breach-of-purity.ts', `export { randomUUID } from 'node:crypto';`],
      'api-never-imports-activities': ['src/api/breach.ts', `export * from '../activities/checkpoint.js';`],
      'only-programs-import-api': ['src/db/breach.ts', `export * from '../api/problems.js';`],
      'jobs-know-no-http': ['src/jobs/breach.ts', `export * from '../http/problem.js';`],
      'nest-answers-requests-only': ['src/temporal/breach.ts', `export * from '@nestjs/common';`],
      'console-runs-in-browsers': ['src/console/breach.ts', `export * from '../operations/status.js';`],
      'programs-import-no-console': ['src/http/breach-of-console.ts', `export * from '../console/base-path.js';`],
      'config-knows-pure-domain-only': ['src/config/breach.ts', `export type * from '../db/roles.js';`],
      'no-dev-dependencies-in-production': ['src/db/breach-of-production.ts', `export * from 'jest';`],
      'not-to-unresolvable': ['src/db/breach-of-resolution.ts', `export * from './nowhere.js';`],
    };
    await writeFile(
      path.join(copy, 'src/config/cycle-b.ts'),
      `export type { A } from './cycle-a.js';\nexport type B = 1;`,
    );
    for (const [file, code] of Object.values(breaches)) await writeFile(path.join(copy, file), code);
    const rules = createRequire(import.meta.url)(path.join(ROOT, CONFIG)) as { forbidden: { name: string }[] };
    expect(Object.keys(breaches).sort()).toEqual(rules.forbidden.map(({ name }) => name).sort());
    expect(new Set(await violations(copy))).toEqual(new Set(Object.keys(breaches)));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

test.each([
  ['the environment', /process\.env\b/, /^config\/config\.ts$/],
  ['the command line and the signals of a process', /process\.argv\b|'SIG(TERM|INT|HUP)'/, /^bin\/[\w-]+\.ts$/],
])('%s is read in one room only', async (_, reading, room) => {
  const readers: string[] = [];
  for (const file of await readdir(path.join(ROOT, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    if (reading.test(await readFile(path.join(ROOT, 'src', file), 'utf8'))) readers.push(file);
  }
  expect(readers.length).toBeGreaterThan(0);
  expect(readers.filter((file) => !room.test(file))).toEqual([]);
});
