import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { launcherVariables, productVariables, temporalSearchAttributes } from '../../scripts/stack/settings.mjs';
import { withoutOurSettings } from '../../scripts/stack/throw-away.mjs';
import { VARIABLE_NAMES } from '../../src/config/settings-page.js';
import { SEARCH_ATTRIBUTES } from '../../src/temporal/search-attributes.js';

test('the list of the launcher is what src/config declares', () => {
  expect(productVariables).toEqual(VARIABLE_NAMES);
});

test('the variables of the launcher are those that only its scripts read', async () => {
  const files = (await readdir('scripts', { recursive: true })).filter((file) => file.endsWith('.mjs'));
  const sources = await Promise.all(files.map((file) => readFile(`scripts/${file}`, 'utf8')));
  const named = sources.flatMap((text) => [...text.matchAll(/env\['([A-Z_]+)'\]|', '([A-Z_]+_PORT|PORT)', usual/g)]);
  const ofTheSystem = ['PATH', 'NODE_ENV', 'XDG_CACHE_HOME', 'CHROMIUM_PATH'];
  const ours = new Set(named.map(([, read, port]) => (read ?? port)!));
  const others = [...ours].filter((name) => ![...productVariables, ...ofTheSystem].includes(name));
  expect(others.sort()).toEqual([...launcherVariables].sort());
});

test('tests and measurements see nothing of what a person has set for an installation', () => {
  const env = { TEMPORAL_TLS: 'true', HOST: '0.0.0.0', JWT_ISSUER: 'x', BULKGATE_POLICIES: '{}', REDIS_PORT: '6379' };
  expect(withoutOurSettings({ ...env, PATH: '/bin', HTTPS_PROXY: 'http://proxy' })).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy',
  });
});

test('the local Temporal starts with the search attributes that the workers register', () => {
  expect([...temporalSearchAttributes].sort()).toEqual(
    Object.values(SEARCH_ATTRIBUTES)
      .map(({ name }) => name)
      .sort(),
  );
});
