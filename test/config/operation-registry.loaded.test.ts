import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readRegistry } from '../../src/config/operation-registry.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-definitions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function read(code: string) {
  const file = path.join(folder, `${files++}.mjs`);
  await writeFile(file, code);
  return readRegistry({ BULKGATE_DEFINITIONS: file });
}

/** @param changes of a definition that is right, as JavaScript */
const module = (changes = '', ofTargets = ''): string => `export default ({ z, DEFAULT_POLICY, NO_PARAMETERS }) => [{
  type: 'count_things', summary: 'Count things', kind: 'rows', policy: DEFAULT_POLICY, parameters: NO_PARAMETERS,
  targets: { table: 'things', tracksWrites: false, nameOf: 'name', filterSchema: z.strictObject({}), filterCondition: () => 0, ${ofTargets} },
  act: () => 0, ${changes} }]`;

test('without the variable there are the types of the product, and with it those of the module too', async () => {
  const own = [...(await readRegistry({})).keys()];
  expect(own).toContain('delete_leads_bulk');
  expect([...(await readRegistry({ BULKGATE_DEFINITIONS: '' })).keys()]).toEqual(own);
  expect([...(await read(module())).keys()]).toEqual([...own, 'count_things']);
  const whole = module(
    `selectedBy: ['all'], isArchived: false, finish: () => 0, afterCommit: () => 0`,
    `everything: 'is_old', table: 'crm.things'`,
  );
  expect([...(await read(whole)).keys()]).toEqual([...own, 'count_things']);
});

test.each([
  ['syntax error', 'export default (', 'cannot be loaded: '],
  ['an error', 'throw new Error("no licence")', 'cannot be loaded: no licence'],
  ['no default', 'export const definitions = [];', 'exports no function as its default'],
  ['no array', 'export default () => ({})', 'makes no array of definitions'],
  ['no definition', 'export default () => [null]', 'definition 0: (whole): '],
  ['a bad type', module(`type: 'Count things'`), 'definition 0: type: must be lower-case letters'],
  ['another kind', module(`kind: 'messages'`), 'definition 0: kind: must be "rows"'],
  ['a bad policy', module('policy: { ...DEFAULT_POLICY, batchSize: 0 }'), 'definition 0: policy.batchSize: '],
  ['no schema', module('parameters: {}'), 'definition 0: parameters: must be a schema made with the z of the kit'],
  ['a schema of no object', module('parameters: z.string()'), 'definition 0: parameters: must be an object'],
  ['a schema that JSON has not', module('parameters: z.strictObject({ at: z.date() })'), 'definition 0: parameters: '],
  ['no act', module('act: undefined'), 'definition 0: act: must be a function'],
  ['a finish that is none', module(`finish: 'later'`), 'definition 0: finish: must be a function'],
  ['an afterCommit that is none', module('afterCommit: []'), 'definition 0: afterCommit: must be a function'],
  ['an afterRestore that is none', module('afterRestore: 1'), 'definition 0: afterRestore: must be a function'],
  ['no way to select', module('selectedBy: []'), 'definition 0: selectedBy: must name a way to select'],
  ['a way to select that is none', module(`selectedBy: ['ids', 'name']`), 'definition 0: selectedBy.1: '],
  ['an archive that is neither on nor off', module(`isArchived: 'yes'`), 'definition 0: isArchived: '],
  ['no SQL for "all"', module('', `everything: ''`), 'definition 0: targets.everything: must be SQL'],
  ['SQL for "all" that is a function', module('', 'everything: () => 0'), 'definition 0: targets.everything: '],
  ['a part that nobody knows', module('finnish: () => 0'), 'definition 0: (whole): Unrecognized key: "finnish"'],
  ['targets with such a part', module('', 'tracks: true'), 'definition 0: targets: Unrecognized key: "tracks"'],
  ['a table that is none', module(`targets: { table: 'things; --' }`), 'targets.table: must be the name of a table'],
  ['a table of two schemas', module('', `table: 'a.b.things'`), 'targets.table: must be the name of a table'],
  ['a type of the product', module(`type: 'delete_leads_bulk'`), 'operation type defined twice: delete_leads_bulk'],
])('a module with %s is refused, naming the variable and the place', async (_, code, fault) => {
  const refused = read(code);
  await expect(refused).rejects.toThrow('BULKGATE_DEFINITIONS: ');
  await expect(refused).rejects.toThrow(fault);
});

test('a module that is not there is refused by its path', async () => {
  await expect(readRegistry({ BULKGATE_DEFINITIONS: '/nowhere/x.mjs' })).rejects.toThrow(
    'BULKGATE_DEFINITIONS: /nowhere/x.mjs cannot be loaded: ',
  );
});
