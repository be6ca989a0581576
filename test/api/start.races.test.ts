import { describe, expect, test } from '@jest/globals';
import { jobIdTimestampMs } from '../../src/operations/job-id.js';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { eventually } from '../support/eventually.js';
import { jobCount } from '../support/job-looks.js';
import { addManyLeads } from '../support/leads.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';

const CLICKS = 200;
const TYPE = 'delete_leads_bulk';
const LEADS = 30;
/** As fast as the canaries' policy. */
const POLICIES: PolicyOverrides = { [TYPE]: { ...FAST_CANARY.canary_increment } };

interface Started {
  readonly id?: string;
  readonly createdAt?: string;
  readonly holder?: { readonly startedAt: string; readonly ttlSeconds: number };
}

/** Two API processes, which take the clicks by turns. */
async function twoApis(system: System) {
  const apis = await Promise.all([system.startApi(), system.startApi()]);
  return (index: number, headers: Record<string, string> = {}) =>
    apis[index % 2]!.ask<Started>('/api/v1/jobs', { body: { type: TYPE, selection: { all: true } }, headers });
}

/** Every job's lock is given back, every lead is gone, each in the one job and the one execution of its workflow. */
async function expectDoneOnce(system: System, jobId: string): Promise<void> {
  await system.startWorker();
  expect(await system.finished(jobId)).toMatchObject({ status: 'completed', total: LEADS, succeeded: LEADS });
  await system.lockGone(TYPE);
  expect(await system.dataSource.query('SELECT business_id, count(*)::int AS count FROM leads GROUP BY 1')).toEqual([
    { business_id: 2, count: 7 },
  ]);
  expect(await jobCount(system)).toBe(1);
  // Visibility follows within moments; what was started before this one has closed is there by then.
  const executions = await eventually(async () => {
    const found: string[] = [];
    for await (const { workflowId, status } of system.client.workflow.list())
      found.push(`${workflowId} ${status.name}`);
    return found.some((execution) => execution.endsWith('COMPLETED')) && found;
  });
  expect(executions).toEqual([`bulk:1:${TYPE}:${jobId} COMPLETED`]);
}

describe(`${CLICKS} concurrent clicks over two API processes`, () => {
  test('have one winner; all others are told its job, status, begin, progress and TTL, and none meets a server error', () =>
    withSystem({ policies: POLICIES }, async (system) => {
      await addManyLeads(system.dataSource, 1, LEADS);
      await addManyLeads(system.dataSource, 2, 7);
      const click = await twoApis(system);
      const answers = await Promise.all(Array.from({ length: CLICKS }, (_, index) => click(index)));
      expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([]);
      const won = answers.filter(({ status }) => status === 202);
      const lost = answers.filter(({ status }) => status === 409);
      expect([won.length, lost.length]).toEqual([1, CLICKS - 1]);
      const { id: jobId, createdAt } = won[0]!.body;
      // Whoever asks before the winner's row is committed has the moment from the id itself.
      const begins = [new Date(jobIdTimestampMs(jobId!)).toISOString(), createdAt];
      for (const { body } of lost) {
        expect(body).toMatchObject({ code: 'gate_held' });
        const { startedAt, ttlSeconds, ...holder } = body.holder!;
        expect(holder).toEqual({ jobId, status: 'pending', processed: 0, total: null });
        expect(begins).toContain(startedAt);
        expect(ttlSeconds).toBeGreaterThan(50);
        expect(ttlSeconds).toBeLessThanOrEqual(60);
      }
      await expectDoneOnce(system, jobId!);
    }));

  test('with one idempotency key are all accepted, with one job', () =>
    withSystem({ policies: POLICIES }, async (system) => {
      await addManyLeads(system.dataSource, 1, LEADS);
      await addManyLeads(system.dataSource, 2, 7);
      const click = await twoApis(system);
      const key = { 'idempotency-key': 'the same for all' };
      const answers = await Promise.all(Array.from({ length: CLICKS }, (_, index) => click(index, key)));
      expect(answers.filter(({ status }) => status !== 202).map(({ body }) => body)).toEqual([]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
      expect(replays).toHaveLength(CLICKS - 1);
      await expectDoneOnce(system, answers[0]!.body.id!);
    }));
});
