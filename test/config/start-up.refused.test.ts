import { fileURLToPath } from 'node:url';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { expect, test } from '@jest/globals';
import { checkSettings } from '../../scripts/stack/application.mjs';
import { programOutcome } from '../support/program-outcome.js';
import { services } from '../support/services.js';

const secret = 'a secret that is long enough for tests';
const PROGRAMS = ['api', 'worker', 'check-settings'];
const startedWith = (policies: object, program: string) =>
  programOutcome(program, {
    ...{ REDIS_URL: services.redisUrl, JWT_SECRET: secret, BULKGATE_POLICIES: JSON.stringify(policies) },
  });

test.each(PROGRAMS)('%s refuses a mistyped operation type and a mistyped field in the same words', async (entry) => {
  const policies = { delete_leads_bluk: { batchSize: 7 }, delete_leads_bulk: { batchSise: 7 } };
  const { code, said } = await startedWith(policies, entry);
  expect(said.trim().split('\n')).toEqual([
    'The environment is not usable:',
    '  - BULKGATE_POLICIES: delete_leads_bulk: Unrecognized key: "batchSise"',
    '  - BULKGATE_POLICIES: delete_leads_bluk: there is no such operation type; ' +
      `there are ${[...operationRegistry.keys(), 'restore_job'].join(', ')}`,
  ]);
  expect(code).toBe(1);
});

test('the launcher asks before it starts anything, and says the same', async () => {
  const asked = (policies: string) =>
    checkSettings({
      env: { ...process.env, BULKGATE_POLICIES: policies },
      folder: '/nowhere',
      secret,
      entryFolder: fileURLToPath(new URL('../../dist-test/src', import.meta.url)),
    });
  await expect(asked('{"delete_leads_bulk":{"batchSize":7}}')).resolves.toBeUndefined();
  await expect(asked('{"delete_leads_bulk":{"batchSise":7}}')).rejects.toThrow(
    /^The environment is not usable:\n {2}- BULKGATE_POLICIES: delete_leads_bulk: Unrecognized key: "batchSise"$/,
  );
});

test.each(PROGRAMS)('%s does not start with a policy that is not sound, and names each field', async (entry) => {
  const policies = { delete_leads_bulk: { lockTtlSeconds: 599, maxRuntimeSeconds: 100 } };
  const { code, said } = await startedWith(policies, entry);
  expect(said).toContain(
    'BULKGATE_POLICIES: delete_leads_bulk.lockTtlSeconds: 599 is under 6 x maxRuntimeSeconds (600)',
  );
  expect(said).not.toMatch(/^ +at /m); // told to whoever runs it, not a stack
  expect(code).toBe(1);
});
