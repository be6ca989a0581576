import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { createPolicies } from '../../src/operations/policy.js';

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');

test('the README names every variable that the configuration reads, and no other', async () => {
  const schema = /const environmentSchema = z\.object\(\{(.*?)\n\}\);/s.exec(await read('src/config.ts'))![1]!;
  const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  const table = (await read('README.md')).split('## Configuration')[1]!.split('A policy')[0]!;
  const rows = [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell]) => cell!.match(/[A-Z][A-Z_]+/g) ?? []);
  expect(rows.sort()).toEqual(variables.sort());
});

test('the README gives the defaults of the policy', async () => {
  const table = (await read('README.md')).split('A policy, and its defaults')[1]!;
  const rows = [...table.matchAll(/^\| `(\w+)` +\| [^|]+\| (\d+) +\|/gm)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  expect(Object.fromEntries(rows)).toEqual(createPolicies()('delete_leads_bulk'));
});
