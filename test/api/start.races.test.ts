import { describe, expect, test } from '@jest/globals';
import { ApiProcess, testToken } from '../support/api-process.js';
import { type System, withSystem } from '../support/system.js';

const CLICKS = 200;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { id?: string; code?: string; holder?: { jobId: string | null; status: string; ttlSeconds: number } };
}

async function withTwoApis(
  system: System,
  test: (click: (index: number, headers?: object) => Promise<Answer>) => Promise<void>,
) {
  const apis = await Promise.all([ApiProcess.start(system.environment), ApiProcess.start(system.environment)]);
  const token = await testToken(1);
  try {
    await test(async (index, headers = {}) => {
      const response = await fetch(`${apis[index % 2]!.url}/api/v1/operations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ type: 'canary_increment', selection: { all: true } }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
    });
  } finally {
    await Promise.all(apis.map((api) => api.kill()));
  }
}

async function jobCount(system: System): Promise<number> {
  const [row] = await system.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM jobs');
  return row!.count;
}

async function workflowCount(system: System): Promise<number> {
  return (await system.client.workflow.count()).count;
}

describe(`${CLICKS} concurrent clicks over two API processes`, () => {
  test('have one winner; all others are told its job, status and TTL, and none meets a server error', async () => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 30);
      await withTwoApis(system, async (click) => {
        const answers = await Promise.all(Array.from({ length: CLICKS }, (_, index) => click(index)));
        expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([]);
        const won = answers.filter(({ status }) => status === 202);
        const lost = answers.filter(({ status }) => status === 409);
        expect([won.length, lost.length]).toEqual([1, CLICKS - 1]);
        const jobId = won[0]!.body.id;
        for (const { body } of lost) {
          expect(body).toMatchObject({ code: 'gate_held', holder: { jobId, status: 'pending' } });
          expect(body.holder!.ttlSeconds).toBeGreaterThan(50);
        }
        expect(await jobCount(system)).toBe(1);
        await system.startWorker();
        await system.finished(jobId!);
        expect(await workflowCount(system)).toBe(1);
        expect(await system.touches(1)).toEqual({ 1: 30 });
        await system.lockGone();
      });
    });
  });

  test('with one idempotency key are all accepted, with one job', async () => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 30);
      await withTwoApis(system, async (click) => {
        const key = { 'idempotency-key': 'the same for all' };
        const answers = await Promise.all(Array.from({ length: CLICKS }, (_, index) => click(index, key)));
        expect(answers.filter(({ status }) => status !== 202).map(({ body }) => body)).toEqual([]);
        expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
        const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
        expect(replays).toHaveLength(CLICKS - 1);
        expect(await jobCount(system)).toBe(1);
        await system.startWorker();
        await system.finished(answers[0]!.body.id!);
        expect(await system.touches(1)).toEqual({ 1: 30 });
        await system.lockGone();
      });
    });
  });
});
