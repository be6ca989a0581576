import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { launcherVariables } from '../../scripts/stack/settings.mjs';
import { VARIABLE_NAMES } from '../../src/config/settings-page.js';

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');

test('docs/configuration.md names every variable that the launcher and the compose file alone read, and npm start the launcher’s', async () => {
  const table = (await read('docs/configuration.md')).split('## For the launcher and the containers')[1]!;
  const rows = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name!);
  const inCompose = [...(await read('docker-compose.yml')).matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
  const alone = new Set([...launcherVariables, ...inCompose].filter((name) => !VARIABLE_NAMES.includes(name)));
  expect(rows.sort()).toEqual([...alone].sort());
  const help = await read('scripts/start.mjs');
  expect(launcherVariables.filter((name) => !help.includes(name))).toEqual([]);
});

test('no variable is declared twice, and each has one sentence about it', async () => {
  expect(new Set(VARIABLE_NAMES).size).toBe(VARIABLE_NAMES.length);
  const page = await read('docs/configuration.md');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` .*\| (.+)\|$/gm)].map(([, name, sentence]) => [
    name!,
    sentence!.trim(),
  ]);
  const described = new Map(rows.map(([name, sentence]) => [name!, sentence!]));
  expect(VARIABLE_NAMES.filter((name) => !/^\S.{10,}\.$/.test(described.get(name) ?? ''))).toEqual([]);
});
