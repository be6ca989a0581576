import { describe, expect, test } from '@jest/globals';
import { jobIdTimestampMs } from '../../src/operations/job-id.js';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { ApiProcess, testToken } from '../support/api-process.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads } from '../support/leads.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';

const CLICKS = 200;
const TYPE = 'delete_leads_bulk';
const LEADS = 30;
/** As fast as the canaries' policy. */
const POLICIES: PolicyOverrides = { [TYPE]: { ...FAST_CANARY.canary_increment } };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { id?: string; createdAt?: string; code?: string; holder?: { startedAt: string; ttlSeconds: number } };
}

async function withTwoApis(
  system: System,
  test: (click: (index: number, headers?: object) => Promise<Answer>) => Promise<void>,
) {
  await withCleanups(async ({ opened }) => {
    const start = (): Promise<ApiProcess> => opened(ApiProcess.start(system.environment), (api) => api.kill());
    const apis = await Promise.all([start(), start()]);
    const token = await testToken(1);
    await test(async (index, headers = {}) => {
      const response = await fetch(`${apis[index % 2]!.url}/api/v1/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ type: TYPE, selection: { all: true } }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
    });
  });
}

async function jobCount(system: System): Promise<number> {
  const [row] = await system.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM jobs');
  return row!.count;
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
  test('have one winner; all others are told its job, status, begin, progress and TTL, and none meets a server error', async () => {
    await withSystem({ policies: POLICIES }, async (system) => {
      await addManyLeads(system.dataSource, 1, LEADS);
      await addManyLeads(system.dataSource, 2, 7);
      await withTwoApis(system, async (click) => {
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
      });
    });
  });

  test('with one idempotency key are all accepted, with one job', async () => {
    await withSystem({ policies: POLICIES }, async (system) => {
      await addManyLeads(system.dataSource, 1, LEADS);
      await addManyLeads(system.dataSource, 2, 7);
      await withTwoApis(system, async (click) => {
        const key = { 'idempotency-key': 'the same for all' };
        const answers = await Promise.all(Array.from({ length: CLICKS }, (_, index) => click(index, key)));
        expect(answers.filter(({ status }) => status !== 202).map(({ body }) => body)).toEqual([]);
        expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
        const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
        expect(replays).toHaveLength(CLICKS - 1);
        await expectDoneOnce(system, answers[0]!.body.id!);
      });
    });
  });
});
