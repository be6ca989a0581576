import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { FINAL_STATUSES } from '../../src/operations/status.js';
import { ARROWS } from '../../src/operations/transitions.js';

let page: string;
beforeAll(async () => {
  page = await readFile(new URL('../../docs/state-machine.md', import.meta.url), 'utf8');
});

test('the picture shows the arrows of the code, all of them and no others', () => {
  const drawn = [...page.matchAll(/^ {4}(\S+) --> (\S+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
  expect(drawn.sort()).toEqual(
    [
      '[*] --> pending',
      ...ARROWS.map(({ from, to }) => `${from} --> ${to}`),
      ...FINAL_STATUSES.map((status) => `${status} --> [*]`),
    ].sort(),
  );
});

test('the table gives the reason that the code gives', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| `(\w+)` +\| (.+)\|$/gm)].map(([, from, to, reason]) => ({
    from,
    to,
    reason: reason!.trim(),
  }));
  expect(rows).toEqual(ARROWS.map((arrow) => ({ ...arrow })));
});
