import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { insertJob, type NewJob } from '../../src/db/repositories/job-acceptance.js';
import { beginDrain, type DrainScope, EVERY_TYPE, isDrained, liftDrain } from '../../src/db/repositories/drains.js';
import { EVERY_BUSINESS } from '../../src/db/business.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { NO_TRACES } from '../support/api.js';
import { newJob } from '../support/new-job.js';
import { statementBlocked } from '../support/locks.js';

const JOBS = '/api/v1/jobs';
const TYPE = 'delete_leads_bulk';
const ALL = { type: TYPE, selection: { all: true } };
const nothing = (): Promise<void> => Promise.resolve();

const job = (fields: Partial<NewJob>): NewJob => newJob({ operationType: TYPE, ...fields });

async function drained(api: TestApi, scope: DrainScope, work: () => Promise<void>): Promise<void> {
  const worker = await api.database.as('bulkgate_worker');
  expect(await beginDrain(worker, { ...scope, by: 'oncall-1', reason: null }, nothing)).toBe(true);
  await work();
  expect(await liftDrain(worker, scope, nothing)).toBe(true);
}

test('starts of what is drained are refused until it is lifted; what was accepted is still answered, and nothing else is touched', () =>
  withApi({ environment: { MAX_IDS_PER_REQUEST: '100000' } }, async (api) => {
    const second = await testToken(2);
    const start = (token?: string, extra: object = {}) =>
      api.ask<{ code: string; id: string }>(JOBS, { body: ALL, ...(token ? { token } : {}), ...extra });
    const refusal = { status: 503, body: { code: 'draining', detail: expect.stringContaining(TYPE) } };
    const gate = async (token?: string) =>
      (await api.ask<{ drains: object[] }>('/api/v1/gate', token ? { token } : {})).body;

    await drained(api, { businessId: EVERY_BUSINESS, operationType: EVERY_TYPE }, async () => {
      const refused = await start();
      expect(refused).toMatchObject(refusal);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
      expect(await start(second)).toMatchObject(refusal);
      // A long list is refused before it is stored, a bad request is told what is wrong with it.
      const ids = Array.from({ length: 60_000 }, (_, n) => n + 1);
      expect(await api.ask(JOBS, { body: { type: TYPE, selection: { ids } } })).toMatchObject(refusal);
      expect((await api.ask(JOBS, { body: { type: TYPE } })).status).toBe(400);
      expect((await gate()).drains).toEqual([{ type: null, since: expect.any(String) }]);
      expect(await api.traces()).toEqual(NO_TRACES);
    });
    await drained(api, { businessId: EVERY_BUSINESS, operationType: TYPE }, async () => {
      expect(await start()).toMatchObject(refusal);
      expect((await gate(second)).drains).toMatchObject([{ type: TYPE }]);
    });
    await drained(api, { businessId: EVERY_BUSINESS, operationType: 'update_leads_bulk' }, async () => {
      expect((await start(second)).status).toBe(202);
    });
    const headers = { 'idempotency-key': 'k-1' };
    const accepted = await start(undefined, { headers });
    await drained(api, { businessId: 1, operationType: EVERY_TYPE }, async () => {
      const again = await start(undefined, { headers });
      expect([again.status, again.body.id, again.headers.get('idempotent-replayed')]).toEqual([
        ...[202, accepted.body.id, 'true'],
      ]);
      expect((await start()).body.code).toBe('gate_held');
      // Another business feels nothing of it, and is told nothing.
      expect((await gate(second)).drains).toEqual([]);
      expect((await start(await testToken(3))).status).toBe(202);
    });
    expect((await gate()).drains).toEqual([]);
    const [{ reason } = { reason: null }] = await api.dataSource.query<{ reason: string | null }[]>(
      `SELECT reason FROM audit_log WHERE business_id = 1 AND action = 'operation.start' AND result = 'failed' LIMIT 1`,
    );
    expect(reason).toBe('draining');
  }));

test('a drain is answered when no acceptance can commit any more, and each acceptance after it is refused', () =>
  withApi({}, async ({ database, dataSource }) => {
    const [api, worker] = [await database.as('bulkgate_api'), await database.as('bulkgate_worker')];
    let commit = (): void => undefined;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let isOpen = (): void => undefined;
    const opened = new Promise<void>((resolve) => (isOpen = resolve));
    const before = job({
      async inSameTransaction() {
        isOpen();
        await mayCommit;
      },
    });
    const accepting = insertJob(new Business(api, 1), before);
    await opened; // it has looked for drains, found none, and inserted its job
    let isAnswered = false;
    const scope = { businessId: EVERY_BUSINESS, operationType: TYPE };
    const draining = beginDrain(worker, { ...scope, by: 'oncall-1', reason: null }, nothing).finally(() => {
      isAnswered = true;
    });
    await statementBlocked(dataSource, 'pg_advisory_xact_lock($1)');
    // One that comes in the meantime waits behind the drain, and sees it.
    const after = insertJob(new Business(api, 2), job({ businessId: 2 }));
    await statementBlocked(dataSource, 'pg_advisory_xact_lock_shared');
    expect(isAnswered).toBe(false);
    commit();
    expect([await accepting, await draining, await after]).toMatchObject([
      { kind: 'inserted', job: { id: before.id } },
      true,
      { kind: 'not inserted', because: 'draining' },
    ]);
    // Its COMMIT may have been lost: what was accepted before the drain stays accepted when it is asked for again.
    expect(await insertJob(new Business(api, 1), { ...before, inSameTransaction: undefined })).toEqual({
      kind: 'inserted before',
    });
    expect(await isDrained(new Business(api, 2), { businessId: 2, operationType: TYPE })).toBe(true);
    expect(await dataSource.query('SELECT id FROM jobs')).toEqual([{ id: before.id }]);
  }));
