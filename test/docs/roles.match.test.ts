import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { mayDo, PERMISSIONS, ROLES } from '../../src/access/permissions.js';

test('docs/roles.md says of every permission which roles have it', async () => {
  const page = await readFile('docs/roles.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\|[^|]+\| (\w+) +\| (\w+) +\| (\w+) +\|$/gm)].map(
    ([, ...cells]) => cells,
  );
  expect(page).toMatch(/^\| permission .*\| viewer \| operator \| admin \|$/m);
  expect(rows).toEqual(PERMISSIONS.map((what) => [what, ...ROLES.map((role) => (mayDo(role, what) ? 'yes' : 'no'))]));
});
