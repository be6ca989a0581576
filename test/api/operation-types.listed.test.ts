import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { z } from 'zod';
import { OperationTypeListing } from '../../src/api/operation-types/operation-type-listing.js';
import { createRegistry } from '../../src/operations/definition.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { DEFAULT_POLICY } from '../../src/operations/policy.js';
import { withApi } from '../support/api.js';

test('what can be started is listed with the schema of its selection and the policy in force', async () => {
  const policies = { delete_leads_bulk: { batchSize: 77 } };
  await withApi({ policies }, async ({ calls, ask }) => {
    const { data } = await calls.GET('/api/v1/operation-types');
    expect(data!.items.map(({ type, selectedBy }) => [type, selectedBy])).toEqual([
      ['delete_leads_bulk', ['ids', 'filter', 'all']],
      ['delete_imported_leads', ['filter', 'all']],
      ['delete_receipts_all', ['all']],
      ['update_leads_bulk', ['ids', 'filter', 'all']],
      ['broadcast_whatsapp', ['ids', 'filter', 'all']],
      ['enqueue_outbound_calls', ['ids', 'filter', 'all']],
    ]);
    expect([data!.items[0], data!.items[3]]).toMatchObject([
      { type: 'delete_leads_bulk', summary: 'Delete leads', policy: { batchSize: 77, lockTtlSeconds: 3_600 } },
      { type: 'update_leads_bulk', summary: 'Update leads', policy: { batchSize: 50, lockTtlSeconds: 1_800 } },
    ]);
    const [listed] = data!.items;
    expect(listed).toMatchObject({
      ...{
        targets: 'leads',
        fullSpeed: { batchSize: 'auto', throttleMs: 0, parallelism: 1 },
        policy: { confirmAbove: 1_000 },
      },
      permissions: ['read', 'results', 'start', 'control'],
    });
    const [{ selection, parameters, options }] = data!.items as [(typeof data & object)['items'][number]];
    const ajv = new Ajv2020();
    addFormatsModule.default(ajv);
    const isSelection = ajv.compile(selection);
    for (const good of [{ ids: [1, 2] }, { filter: { status: 'new' } }, { all: true }]) {
      expect([good, isSelection(good)]).toEqual([good, true]);
    }
    for (const bad of [{}, { ids: [] }, { ids: [0] }, { filter: {} }, { filter: { colour: 'red' } }, { all: false }]) {
      expect([bad, isSelection(bad)]).toEqual([bad, false]);
    }
    const isOptions = ajv.compile(options);
    const tried = [{}, { batchSize: 10_000, throttleMs: 0 }, { batchSize: 10_001 }, { throttleMs: -1 }, { speed: 1 }];
    expect(tried.map((given) => isOptions(given))).toEqual([true, true, false, false, false]);
    expect([ajv.validate(parameters, {}), ajv.validate(parameters, { template: 'x' })]).toEqual([true, false]);
    // The resource's former path is a path like any that there is not.
    expect(await ask('/api/v1/operations')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

test('the parameters of a type are listed as a schema that takes what a start may send, and nothing else', async () => {
  await withApi({}, async ({ calls }) => {
    const { data } = await calls.GET('/api/v1/operation-types');
    const { parameters } = data!.items.find(({ type }) => type === 'update_leads_bulk')!;
    const isChange = new Ajv2020().compile(parameters);
    const good = [{ status: 'lost' }, { owner: 'dana', tags: { add: ['vip'], remove: ['old'] } }];
    const bad = [{}, { status: '' }, { tags: {} }, { tags: { add: [] } }, { colour: 'red' }];
    expect([...good, ...bad].map((given) => isChange(given))).toEqual([true, true, false, false, false, false, false]);
  });
});

const RUNNABLE = { list: () => Promise.resolve(() => true) };

test('defaults of parameters are part of their schema', async () => {
  const parameters = z.strictObject({ note: z.string().default('none') });
  const registry = createRegistry([{ ...deleteLeadsBulk, parameters }]);
  const listing = new OperationTypeListing(registry, () => DEFAULT_POLICY, RUNNABLE);
  const [listed] = (await listing.list({ operationTypes: null, role: 'admin' })).items;
  expect(listed!.parameters).toMatchObject({ properties: { note: { default: 'none' } } });
});

test('a credential that is limited to some operation types is shown those', async () => {
  const registry = createRegistry([deleteLeadsBulk, { ...deleteLeadsBulk, type: 'delete_leads_softly' }]);
  const listing = new OperationTypeListing(registry, () => DEFAULT_POLICY, RUNNABLE);
  const listed = async (operationTypes: string[] | null) =>
    (await listing.list({ operationTypes, role: 'viewer' })).items;
  expect((await listed(null))[0]!.permissions).toEqual(['read']);
  const shown = async (operationTypes: string[] | null) => (await listed(operationTypes)).map(({ type }) => type);
  expect(await shown(null)).toEqual(['delete_leads_bulk', 'delete_leads_softly']);
  expect(await shown(['delete_leads_softly', 'another'])).toEqual(['delete_leads_softly']);
});
