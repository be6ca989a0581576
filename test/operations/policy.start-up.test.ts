import { describe, expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { createPolicies, DEFAULT_POLICY, InvalidPolicies } from '../../src/operations/policy.js';

const ENVIRONMENT = { DATABASE_URL: 'postgres://localhost/x', REDIS_URL: 'redis://localhost' };

const DEFINITIONS = new Map([
  ['delete_leads_bulk', { policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3600 } }],
  ['x', { policy: DEFAULT_POLICY }],
]);

describe('the policy of an operation type', () => {
  test('is that of its definition, and the default one where there is no definition', () => {
    const policyOf = createPolicies(operationRegistry);
    expect(policyOf('delete_leads_bulk')).toEqual({ ...DEFAULT_POLICY, lockTtlSeconds: 3600 });
    expect(policyOf('a_type_of_an_older_version')).toEqual(DEFAULT_POLICY);
  });

  test('is changed by an override in the fields it names, of the type it names', () => {
    const policyOf = createPolicies(DEFINITIONS, { delete_leads_bulk: { throttleMs: 0 } });
    expect(policyOf('delete_leads_bulk')).toMatchObject({ throttleMs: 0, batchSize: 50, lockTtlSeconds: 3600 });
    expect(policyOf('x')).toMatchObject({ throttleMs: 200, maxBatchFailures: 10 });
  });
});

describe('a bad policy stops the start', () => {
  test('an attempt may be given up after 63 s: a batch of 2 s may end with a transaction of 60 s', () => {
    expect(createPolicies(DEFINITIONS, { x: { startToCloseSeconds: 63 } })('x').startToCloseSeconds).toBe(63);
  });

  test('one in a definition too', () => {
    const definitions = new Map([['y', { policy: { ...DEFAULT_POLICY, lockTtlSeconds: 1799 } }]]);
    expect(() => createPolicies(definitions)).toThrow('y.lockTtlSeconds: 1799 is under 6 x');
  });

  test.each([
    [{ delete_leads_bulk: { lockTtlSeconds: 1799 } }, 'delete_leads_bulk.lockTtlSeconds: 1799 is under 6 x'],
    [{ delete_leads_bulk: { maxRuntimeSeconds: 601 } }, 'delete_leads_bulk.lockTtlSeconds: 3600 is under 6 x'],
    [
      { x: { lockTtlSeconds: 40, maxRuntimeSeconds: 1 } },
      'x.lockTtlSeconds: 40 is not above heartbeatTimeoutSeconds + maxBackoffSeconds (40)',
    ],
    [
      { x: { startToCloseSeconds: 62 } },
      'x.startToCloseSeconds: 62 is not above the longest transaction + maxBatchMs (62)',
    ],
    [{ x: { maxBatchMs: 60_000 } }, 'x.startToCloseSeconds: 120 is not above'],
    [{ x: { chunkSize: 0 } }, 'x.chunkSize'],
    [{ x: { chunkSize: 10_001 } }, 'x.chunkSize'],
    [{ x: { maxBatchMs: 0 } }, 'x.maxBatchMs'],
    [{ x: { lockTtlSeconds: 0 } }, 'x.lockTtlSeconds'],
    [{ x: { lockTtlSeconds: -5 } }, 'x.lockTtlSeconds'],
    [{ x: { batchSize: 0 } }, 'x.batchSize'],
    [{ x: { batchSize: 'all' } }, 'x.batchSize: must be a whole number from 1 to 10000, or "auto"'],
    [{ x: { targetChunkMs: 0 } }, 'x.targetChunkMs'],
    [{ x: { batchSize: 10_001 } }, 'x.batchSize'],
    [{ x: { throttleMs: 60_001 } }, 'x.throttleMs'],
    [{ x: { throttleMs: '5' } }, 'x.throttleMs'],
    [{ x: { unknownField: 1 } }, 'unknownField'],
    [{ z: {} }, 'z: there is no such operation type; there are delete_leads_bulk, x'],
    [[], 'expected record'],
    ['x', 'expected record'],
  ])('%j is refused with %p', (overrides, fault) => {
    expect(() => createPolicies(DEFINITIONS, overrides)).toThrow(InvalidPolicies);
    expect(() => createPolicies(DEFINITIONS, overrides)).toThrow(fault);
  });

  test('every fault of the environment is told at once, by the name of its variable and without its value', () => {
    const read = (): unknown =>
      readConfig(operationRegistry, {
        DATABASE_URL: 'mysql://user:secret@host/x',
        PORT: '99999',
        DOCS_PUBLIC: 'yes',
        TEMPORAL_CERT_FILE: '/there/is/no/such/file',
        BULKGATE_POLICIES: '{"x":{"batchSize":0}}',
      });
    expect(read).toThrow(InvalidConfig);
    for (const name of [
      'DATABASE_URL',
      'REDIS_URL',
      'PORT',
      'DOCS_PUBLIC',
      'TEMPORAL_CERT_FILE',
      'BULKGATE_POLICIES',
    ]) {
      expect(read).toThrow(`- ${name}: `);
    }
    expect(read).not.toThrow('secret');
  });

  test('policies that are no JSON are told as such', () => {
    expect(() => readConfig(operationRegistry, { ...ENVIRONMENT, BULKGATE_POLICIES: '{' })).toThrow(
      'BULKGATE_POLICIES: not valid JSON',
    );
  });

  test('a pool that is too small for the batches a worker takes at once is refused, by its variable', () => {
    const read = (poolSize: string): unknown =>
      readConfig(operationRegistry, { ...ENVIRONMENT, WORKER_MAX_CHUNKS: '7', DATABASE_POOL_SIZE: poolSize }, 'worker');
    expect(() => read('8')).toThrow(InvalidConfig);
    expect(() => read('8')).toThrow('- DATABASE_POOL_SIZE: must be at least 9');
    expect(read('9')).toMatchObject({ database: { poolSize: 9 }, worker: { maxChunks: 7 } });
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig(operationRegistry, { ...ENVIRONMENT, PORT: '', TEMPORAL_API_KEY: '' }).api.port).toBe(3000);
  });
});
