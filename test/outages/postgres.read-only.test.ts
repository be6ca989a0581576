import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { testToken } from '../support/test-token.js';
import type { TestApi } from '../support/api.js';
import { type Answer } from '../support/asking.js';
import { inDays, makeKey } from '../support/api-keys.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { historyOf } from '../support/job-looks.js';
import { withPostgres } from '../support/own-services.js';
import { type System, withSystem } from '../support/system.js';
import { FAILURE } from '../../src/operations/errors.js';

const JOBS = '/api/v1/jobs';
const START = { type: 'delete_leads_bulk', selection: { all: true } };

interface Ready {
  readonly detail: string;
  readonly checks: Record<string, { readonly status: string; readonly error?: string }>;
}

test('a standby is answered as a database that is away, and a running job goes on when it has become the primary', () =>
  withPostgres(async (postgres) =>
    withSystem({ databaseUrl: postgres.first.url }, async (system) => {
      const { ask } = await system.startApi();
      const admin = await testToken(1, 'admin', 'operator-1', { expires: '2d' }); // its key ends no later
      const key = await makeKey({ ask });
      const worker = await system.startWorker();
      const job = await system.start({ canaries: 200, throttleMs: 50 });
      await eventually(async () => (await system.job(job.id)).processed >= 20);

      const [server] = await system.dataSource.query<{ data: string }[]>(
        `SELECT current_setting('data_directory') AS data`,
      );
      await postgres.stop();
      await writeFile(path.join(server!.data, 'standby.signal'), '');
      await postgres.startAgain();
      expect(await eventually(() => system.job(job.id))).toMatchObject({ status: 'running' });

      const refused = async (answer: Promise<Answer>): Promise<unknown[]> => {
        const { status, headers, body } = await answer;
        return [status, body.code, headers.get('retry-after')];
      };
      const away = [503, 'database_unavailable', '2'];
      expect(await refused(ask(JOBS, { body: START }))).toEqual(away);
      expect(await refused(ask(JOBS, { body: { ...START, selection: { ids: [1, 2] } } }))).toEqual(away);
      for (const control of ['pause', 'resume', 'cancel']) {
        expect([control, await refused(ask(`${JOBS}/${job.id}/${control}`, { method: 'POST' }))]).toEqual([
          control,
          away,
        ]);
      }
      const speed = { method: 'PATCH', body: { throttleMs: 10 } };
      expect(await refused(ask(`${JOBS}/${job.id}`, speed))).toEqual(away);
      const newKey = { name: 'a', role: 'viewer', operationTypes: null, expiresAt: inDays(1) };
      expect(await refused(ask('/api/v1/keys', { token: admin, body: newKey }))).toEqual(away);
      expect(await refused(ask(`/api/v1/keys/${key.id}`, { token: admin, method: 'DELETE' }))).toEqual(away);
      expect(await refused(ask('/api/v1/session', { method: 'POST' }))).toEqual(away);
      // What is read without an entry in the audit log goes on, also with a key whose last use cannot be noted.
      for (const token of [undefined, key.key]) {
        const listed = await ask(JOBS, token === undefined ? {} : { token });
        expect([listed.status, (await ask(`${JOBS}/${job.id}`)).status]).toEqual([200, 200]);
      }
      // What is not shown without one says so.
      expect(await refused(ask('/api/v1/leads'))).toEqual([503, 'audit_unavailable', '2']);
      const ready = await ask<Ready>('/health/ready');
      expect([ready.status, ready.body.checks.postgres!.error]).toEqual([503, 'takes no writes']);
      expect(ready.body.detail).toBe('Not available: postgres (takes no writes).');

      await eventuallyInTemporal(async () => {
        const { activityFailures } = await historyOf(system, job);
        return activityFailures.filter((type) => type === FAILURE.batchUnreachable).length >= 2;
      });
      await system.dataSource.query('SELECT pg_promote()');
      expect(await system.finished(job.id)).toMatchObject({
        ...{ status: 'completed', total: 200, succeeded: 200, failed: 0, lastError: null },
      });
      expect(await system.touches(1)).toEqual({ 1: 200 });
      expect(await system.dataSource.query('SELECT * FROM job_failures')).toEqual([]);
      expect((await ask('/health/ready')).status).toBe(200);
      await system.lockGone();

      await worker.stop();
      await beginsAndEndsLater(system, ask);
    }),
  ));

/** A server that was told to take no writes, when a job is to begin, and again when it is to end. */
async function beginsAndEndsLater(system: System, ask: TestApi['ask']): Promise<void> {
  const takesWrites = async (does: boolean): Promise<void> => {
    const setting = 'default_transaction_read_only';
    await system.dataSource.query(does ? `ALTER SYSTEM RESET ${setting}` : `ALTER SYSTEM SET ${setting} = on`);
    await system.dataSource.query('SELECT pg_reload_conf()');
    await eventually(async () => (await ask('/health/ready')).status === (does ? 200 : 503));
  };
  await system.addCanaries(2, 10);
  const job = await system.start({ businessId: 2 });
  await takesWrites(false);
  const worker = await system.startWorker({ stopAt: { name: 'after commit', chunkNo: 1 } });
  const hasFailed = (activity: string) =>
    worker.told(
      (message) =>
        message.kind === 'activity-error' &&
        message.activityType === activity &&
        message.summary.includes('SQLSTATE 25006'),
    );
  await hasFailed('beginJob');
  await takesWrites(true);
  await worker.atCheckpoint();
  await takesWrites(false);
  worker.goOn();
  await hasFailed('finishJob');
  expect((await system.job(job.id)).status).toBe('running');
  await takesWrites(true);
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 10, succeeded: 10 });
  expect(await system.touches(2)).toEqual({ 1: 10 });
}
