import { expect, test } from '@jest/globals';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { withApi } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { addLeadHistories, leadHistory } from '../support/lead-history.js';
import { addLeads, leadsOf } from '../support/leads.js';
import { contents, failuresOf, restored, run } from '../support/restores.js';
import { workflowOf } from '../support/system.js';
import { testToken } from '../support/test-token.js';

/** A batch that a busy machine loses on its way to a worker is repeated after two seconds, not thirty. */
const POLICY = {
  ...{ batchSize: 5, throttleMs: 0, confirmAbove: 1_000 },
  ...{
    lockTtlSeconds: 60,
    maxRuntimeSeconds: 10,
    heartbeatTimeoutSeconds: 2,
    startToCloseSeconds: 65,
    maxBackoffSeconds: 1,
  },
};
const POLICIES = Object.fromEntries(['delete_leads_bulk', 'restore_job'].map((type) => [type, POLICY]));

test('a pause in the middle of a restore changes nothing more, a cancel keeps what is back, and another restore brings the rest', () =>
  withApi({ policies: POLICIES }, async (api) => {
    const { dataSource, ask } = api;
    await api.startWorker();
    const leads = await addLeads(dataSource, 1, Array(30).fill({}));
    await addLeadHistories(dataSource, 1, leads);
    const before = await contents(dataSource);
    const deleted = await run(api, { type: 'delete_leads_bulk', selection: { all: true } });
    const body = { options: { throttleMs: 60_000, parallelism: 2 } };
    const { id } = (await ask<{ id: string }>(`/api/v1/jobs/${deleted.id}/restore`, { body })).body;
    await eventually(async () => (await api.job(id)).processed >= 5);
    const restore = await api.job(id);
    await workflowOf(api, restore).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await eventually(async () => (await api.job(id)).status === 'paused');
    const paused = await contents(dataSource);
    expect((await api.lock('delete_leads_bulk')).value).toBe(`job_${id}`);
    // Another worker would do more, were there more to do.
    await api.startWorker();
    expect(await contents(dataSource)).toEqual(paused);
    await workflowOf(api, restore).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    expect((await ask(`/api/v1/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    const cancelled = await api.finished(id);
    expect(cancelled).toMatchObject({ status: 'cancelled', failed: 0, skipped: 0 });
    const back = await leadsOf(api, 1);
    expect(back).toHaveLength(cancelled.succeeded);
    expect(cancelled.notAttempted).toBe(30 - cancelled.succeeded);
    for (const lead of back) {
      expect(await leadHistory(dataSource, lead)).toEqual({ notes: 1, tasks: 1, consents: 1, calls: 1 });
    }
    const token = await testToken(1, 'admin');
    const restoredOnes: number[] = [];
    for (const lead of leads) {
      const route = `/api/v1/audit/targets/leads/${lead}`;
      const { items } = (await ask<{ items: { jobId: string; outcome: string }[] }>(route, { token })).body;
      expect(items.at(-1)).toMatchObject({ jobId: deleted.id, outcome: 'deleted', restoredAs: id });
      if (items.some(({ jobId, outcome }) => jobId === id && outcome === 'restored')) restoredOnes.push(lead);
    }
    expect(restoredOnes).toEqual(back);
    await api.lockGone('delete_leads_bulk');

    const rest = await restored(api, deleted);
    expect(rest).toMatchObject({ total: 30, succeeded: 30 - back.length, failed: back.length });
    expect(await failuresOf(dataSource, rest)).toEqual(back.map((leadId) => ({ id: leadId, code: 'id_taken' })));
    expect(await contents(dataSource)).toEqual(before);
  }));
