import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { launcherVariables, productVariables } from '../../scripts/stack/settings.mjs';
import { createPolicies } from '../../src/operations/policy.js';

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');

test('the README names every variable that the configuration reads, and no other', async () => {
  const schema = /const environmentSchema = z\.object\(\{(.*?)\n\}\);/s.exec(await read('src/config/config.ts'))![1]!;
  const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  const table = (await read('README.md')).split('## Configuration')[1]!.split('A policy')[0]!;
  const rows = [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell]) => cell!.match(/[A-Z][A-Z_]+/g) ?? []);
  expect(rows.sort()).toEqual(variables.sort());
});

test('the README gives the defaults of the policy', async () => {
  const table = (await read('README.md')).split('A policy, and its defaults')[1]!.split('\n### ')[0]!;
  const rows = [...table.matchAll(/^\| `(\w+)` +\| [^|]+\| (\d+) +\|/gm)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  expect(Object.fromEntries(rows)).toEqual(createPolicies()('delete_leads_bulk'));
});

test('the README names every variable that the launcher and the compose file alone read, and npm start the launcher’s', async () => {
  const table = (await read('README.md')).split('### For the launcher and the containers')[1]!;
  const rows = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name!);
  const inCompose = [...(await read('docker-compose.yml')).matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
  const alone = new Set([...launcherVariables, ...inCompose].filter((name) => !productVariables.includes(name)));
  expect(rows.sort()).toEqual([...alone].sort());
  const help = await read('scripts/start.mjs');
  expect(launcherVariables.filter((name) => !help.includes(name))).toEqual([]);
});
