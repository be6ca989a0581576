import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const page = await readFile('docs/architecture.md', 'utf8');
const named = (heading: string, cell: RegExp): string[] =>
  [...page.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!.matchAll(cell)].map(([, name]) => name!);

test('docs/architecture.md names every room of src, and src has no file outside of them', async () => {
  const entries = await readdir('src', { withFileTypes: true });
  expect(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
  expect(named('The rooms of `src`', /^\| `([\w-]+)\/` /gm).sort()).toEqual(entries.map(({ name }) => name).sort());
});

test('docs/architecture.md names every rule on imports', () => {
  const require = createRequire(import.meta.url);
  const { forbidden } = require('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
  expect(named('Who may import whom', /^\| `([\w-]+)` /gm).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});
