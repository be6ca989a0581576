import { expect, test } from '@jest/globals';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { auditEntries, checkChain } from '../support/audit.js';
import { eventually } from '../support/eventually.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { whileLocked } from '../support/locks.js';
import { withPostgres } from '../support/own-services.js';
import { FAST_CANARY, withSystem } from '../support/system.js';

const JOBS = '/api/v1/jobs';
const TYPE = 'delete_leads_bulk';
const START = { type: TYPE, selection: { all: true }, options: { throttleMs: 1_000 } };

/** Holds the head of business 1's chain while the work is done: nobody can append. */
function whileHeadIsHeld(api: TestApi, work: () => Promise<void>): Promise<void> {
  return whileLocked(api.database, 'SELECT FROM audit_heads WHERE business_id = 1 FOR UPDATE', work);
}

test('while the log cannot be written: no leads are shown, no job begins, and what was done says that it may have been', async () => {
  await withApi({ policies: { [TYPE]: FAST_CANARY.canary_increment! } }, async (api) => {
    const { ask, dataSource } = api;
    await addLeads(dataSource, 1, [{ name: 'Jane Secret', phone: '+49170123456' }]);
    await addManyLeads(dataSource, 1, 500);
    await api.startWorker();
    const { body: job } = await ask(JOBS, { body: START });
    const path = `${JOBS}/${String(job.id)}`;
    await eventually(async () => (await ask(path)).body.status === 'running');
    const before = (await auditEntries(dataSource)).length;

    await whileHeadIsHeld(api, async () => {
      const [leads, pause, refused] = await Promise.all([
        ask('/api/v1/leads?status=new'),
        ask(`${path}/pause`, { method: 'POST' }),
        ask(`${path}/cancel`, { method: 'POST', token: await testToken(1, 'viewer') }),
      ]);
      for (const answer of [leads, pause, refused]) {
        expect([answer.status, answer.body.code]).toEqual([503, 'audit_unavailable']);
        expect(answer.headers.get('retry-after')).toBe('2');
      }
      expect(leads.text).not.toContain('Jane');
      expect(leads.body.detail).toContain('not shown');
      expect(pause.body.detail).toContain('may have taken effect');
      expect(refused.body.detail).toContain('changed nothing');
      expect((await ask(path)).body.status).toMatch(/paus/);
    });
    const inTheLog = api.logged.filter(({ msg }) => msg === 'an act is not in the audit log');
    expect(inTheLog.map(({ entry }) => (entry as { action: string }).action).sort()).toEqual([
      ...['leads.list', 'operation.cancel', 'operation.pause'],
    ]);

    // The cancel is a fact only together with its entry.
    await whileHeadIsHeld(api, async () => {
      const { status } = await ask(`${path}/cancel`, { method: 'POST' });
      expect([status, (await api.job(String(job.id))).cancelRequestedAt]).toEqual([503, null]);
    });
    expect((await ask(`${path}/cancel`, { method: 'POST' })).status).toBe(202);
    await api.finished(String(job.id));
    await api.lockGone(TYPE);
    await whileHeadIsHeld(api, async () => {
      const { status, body } = await ask(JOBS, { body: START });
      expect([status, body.code]).toEqual([503, 'database_busy']);
    });
    const [jobs] = await dataSource.query<object[]>('SELECT count(*)::int AS count FROM jobs');
    expect(jobs).toEqual({ count: 1 });
    expect(await api.lock(TYPE)).toMatchObject({ value: null });
    expect((await auditEntries(dataSource)).length).toBeGreaterThan(before);
    expect((await checkChain(dataSource)).faults).toEqual([]);
  });
});

test('with PostgreSQL away a refusal is 503, and a start says what it always said', async () => {
  await withPostgres((postgres) =>
    withSystem({ databaseUrl: postgres.first.url, policies: {} }, async (system) => {
      const { ask } = await system.startApi();
      const codes = async (): Promise<unknown[]> => {
        const answers = [
          await ask(JOBS, { body: START, token: await testToken(1, 'viewer') }),
          await ask(JOBS, { body: START }),
          await ask('/api/v1/leads'),
        ];
        return answers.map(({ status, body }) => [status, body.code]);
      };
      await postgres.stop();
      const away = [503, 'database_unavailable'];
      expect(await codes()).toEqual([[503, 'audit_unavailable'], away, away]);
      await postgres.startAgain();
      await eventually(async () => (await ask('/api/v1/leads')).status === 200);
      expect(await codes()).toEqual([
        [403, 'forbidden'],
        [202, undefined],
        [200, undefined],
      ]);
      expect((await checkChain(system.dataSource)).faults).toEqual([]);
    }),
  );
});
