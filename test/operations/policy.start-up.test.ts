import { describe, expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { createPolicies, InvalidPolicies } from '../../src/operations/policy.js';

const ENVIRONMENT = { DATABASE_URL: 'postgres://localhost/x', REDIS_URL: 'redis://localhost' };

describe('the policy table', () => {
  test.each([
    ['delete_leads_bulk', 3600],
    ['update_leads_bulk', 1800],
    ['delete_receipts_all', 3600],
    ['delete_imported_leads', 1800],
    ['broadcast_whatsapp', 7200],
    ['enqueue_outbound_calls', 3600],
    ['anything_else', 1800],
  ])('%s has a lock TTL of %d s and the common defaults', (type, lockTtlSeconds) => {
    expect(createPolicies()(type)).toEqual({
      lockTtlSeconds,
      batchSize: 50,
      throttleMs: 200,
      maxRuntimeSeconds: 300,
      maxBatchFailures: 10,
      heartbeatTimeoutSeconds: 30,
      startToCloseSeconds: 120,
      maxBackoffSeconds: 10,
      maxOutageSeconds: 300,
      maxPauseSeconds: 86_400,
    });
  });

  test('an override changes the fields it names, of the type it names', () => {
    const policyOf = createPolicies({ delete_leads_bulk: { throttleMs: 0 } });
    expect(policyOf('delete_leads_bulk')).toMatchObject({ throttleMs: 0, batchSize: 50, lockTtlSeconds: 3600 });
    expect(policyOf('update_leads_bulk')).toMatchObject({ throttleMs: 200 });
  });
});

describe('a bad policy stops the start', () => {
  test('an attempt may be given up after 61 s', () => {
    expect(createPolicies({ x: { startToCloseSeconds: 61 } })('x').startToCloseSeconds).toBe(61);
  });

  test.each([
    [{ delete_leads_bulk: { lockTtlSeconds: 1799 } }, 'delete_leads_bulk.lockTtlSeconds: 1799 is under 6 x'],
    [{ delete_leads_bulk: { maxRuntimeSeconds: 601 } }, 'delete_leads_bulk.lockTtlSeconds: 3600 is under 6 x'],
    [
      { x: { lockTtlSeconds: 40, maxRuntimeSeconds: 1 } },
      'x.lockTtlSeconds: 40 is not above heartbeatTimeoutSeconds + maxBackoffSeconds (40)',
    ],
    [{ x: { startToCloseSeconds: 60 } }, 'x.startToCloseSeconds: 60 is not above the longest transaction (60)'],
    [{ x: { lockTtlSeconds: 0 } }, 'x.lockTtlSeconds'],
    [{ x: { lockTtlSeconds: -5 } }, 'x.lockTtlSeconds'],
    [{ x: { batchSize: 0 } }, 'x.batchSize'],
    [{ x: { batchSize: 10_001 } }, 'x.batchSize'],
    [{ x: { throttleMs: 60_001 } }, 'x.throttleMs'],
    [{ x: { throttleMs: '5' } }, 'x.throttleMs'],
    [{ x: { unknownField: 1 } }, 'unknownField'],
    [[], 'expected record'],
  ])('%j is refused with %p', (overrides, fault) => {
    expect(() => createPolicies(overrides)).toThrow(InvalidPolicies);
    expect(() => createPolicies(overrides)).toThrow(fault);
  });

  test('every fault of the environment is told at once, by the name of its variable and without its value', () => {
    const read = (): unknown =>
      readConfig({
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
    expect(() => readConfig({ ...ENVIRONMENT, BULKGATE_POLICIES: '{' })).toThrow('BULKGATE_POLICIES: not valid JSON');
  });

  test('a pool that is too small for the batches a worker takes at once is refused, by its variable', () => {
    const read = (poolSize: string): unknown =>
      readConfig({ ...ENVIRONMENT, WORKER_MAX_BATCHES: '7', DATABASE_POOL_SIZE: poolSize }, 'worker');
    expect(() => read('8')).toThrow(InvalidConfig);
    expect(() => read('8')).toThrow('- DATABASE_POOL_SIZE: must be at least 9');
    expect(read('9')).toMatchObject({ database: { poolSize: 9 }, worker: { maxBatches: 7 } });
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ ...ENVIRONMENT, PORT: '', TEMPORAL_API_KEY: '' }).api.port).toBe(3000);
  });
});
