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

/** Holds the heads of all chains while the work is done: nobody can append. */
function whileHeadsAreHeld(api: TestApi, work: () => Promise<void>): Promise<void> {
  return whileLocked(api.database, 'SELECT FROM audit_heads FOR UPDATE', work);
}

test('while the log cannot be written: no leads are shown, no job begins, and what was done says that it may have been', () =>
  withApi({ policies: { [TYPE]: FAST_CANARY.canary_increment! } }, async (api) => {
    const { ask, dataSource } = api;
    const [paused, cancelled, started] = [1, 2, 3];
    await addLeads(dataSource, paused, [{ name: 'Jane Secret', phone: '+49170123456' }]);
    for (const businessId of [paused, cancelled, started]) await addManyLeads(dataSource, businessId, 500);
    await api.startWorker();
    const running = async (businessId: number): Promise<string> => {
      const { body } = await ask(JOBS, { body: START, token: await testToken(businessId) });
      return eventually(async () => (await api.job(String(body.id))).status === 'running' && String(body.id));
    };
    const [pausedId, cancelledId] = [await running(paused), await running(cancelled)];
    const path = `${JOBS}/${pausedId}`;
    await ask('/api/v1/leads', { token: await testToken(started) }); // its chain has a head
    const before = (await auditEntries(dataSource, cancelled)).length;
    const cancel = async () =>
      ask(`${JOBS}/${cancelledId}/cancel`, { method: 'POST', token: await testToken(cancelled) });

    await whileHeadsAreHeld(api, async () => {
      const [leads, pause, refused, noCancel, noStart] = await Promise.all([
        ask('/api/v1/leads?status=new'),
        ask(`${path}/pause`, { method: 'POST' }),
        ask(`${path}/cancel`, { method: 'POST', token: await testToken(paused, 'viewer') }),
        cancel(),
        ask(JOBS, { body: START, token: await testToken(started) }),
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
      // The cancel is a fact only together with its entry, and so is the start.
      expect([noCancel.status, (await api.job(cancelledId)).cancelRequestedAt]).toEqual([503, null]);
      expect([noStart.status, noStart.body.code]).toEqual([503, 'database_busy']);
    });
    const inTheLog = api.logged.filter(({ msg }) => msg === 'an act is not in the audit log');
    expect(inTheLog.map(({ entry }) => (entry as { action: string }).action).sort()).toEqual([
      ...['leads.list', 'operation.cancel', 'operation.cancel', 'operation.pause', 'operation.start'],
    ]);
    expect((await cancel()).status).toBe(202);
    const [jobs] = await dataSource.query<object[]>('SELECT count(*)::int AS count FROM jobs');
    expect(jobs).toEqual({ count: 2 });
    expect(await api.lock(TYPE, started)).toMatchObject({ value: null });
    expect(await auditEntries(dataSource, cancelled)).toHaveLength(before + 1);
    for (const businessId of [paused, cancelled, started])
      expect((await checkChain(dataSource, businessId)).faults).toEqual([]);
  }));

test('with PostgreSQL away a refusal is 503, and a start says what it always said', () =>
  withPostgres((postgres) =>
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
  ));
