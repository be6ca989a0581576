import { expect, test } from '@jest/globals';
import {
  addConsenting,
  type BroadcastApi,
  expectAccountedFor,
  expectNobodyTwice,
  numberIn,
  peopleIn,
  setUpWhatsApp,
  startBroadcast,
  withBroadcasts,
} from '../support/broadcast.js';
import { eventually } from '../support/eventually.js';
import { workflowOf } from '../support/system.js';

async function startWith(
  api: BroadcastApi,
  people: number,
  { parallelism = 1, perSecond = 1_000 } = {},
): Promise<string> {
  await setUpWhatsApp(api, { perSecond });
  await addConsenting(api, peopleIn(1, people));
  return startBroadcast(api, {}, { parallelism });
}

test('two workers, four streams, and a provider that refuses, throttles and loses answers; then the failed ones again', () =>
  withBroadcasts(async (api) => {
    const id = await startWith(api, 100, { parallelism: 4 });
    const of = (first: number, count: number, rule: object) =>
      Array.from({ length: count }, (_, n) => ({ ...rule, to: numberIn(1, first + n) }));
    await api.provider.plan({
      rules: [
        ...of(0, 6, { mode: 'refused', times: 1 }),
        ...of(20, 4, { mode: 'lost-before' }),
        ...of(40, 4, { mode: 'lost-after' }),
        ...of(50, 3, { mode: 'failed-after' }),
        ...of(60, 3, { mode: 'unavailable' }),
        ...of(70, 3, { mode: 'cut-answer' }),
        ...of(80, 3, { mode: 'throttled', times: 1 }),
        ...of(90, 3, { mode: 'person-waits', times: 1 }),
      ],
    });
    await Promise.all([api.startWorker(), api.startWorker()]);
    const ended = await api.finished(id);
    expect(ended).toMatchObject({ status: 'completed', total: 100, succeeded: 77, failed: 23, skipped: 0 });
    expect(await expectAccountedFor(api, ended)).toEqual({ accepted: 77, failed: 6, unknown: 17 });
    await expectNobodyTwice(api, id);

    const retry = await api.ask<{ id: string }>(`/api/v1/jobs/${id}/retry-failed`, { body: {} });
    expect(retry.status).toBe(202);
    const again = await api.finished(retry.body.id);
    expect(again).toMatchObject({ status: 'completed', total: 6, succeeded: 6, failed: 0 });
    await expectAccountedFor(api, again);
    expect(await expectNobodyTwice(api, id, again.id)).toEqual({ accepted: 83, failed: 6, unknown: 17 });
    // Those of which nobody knows were asked for once.
    const recipients = await api.provider.everybody();
    const unsure = [20, 40, 50, 60, 70].map((n) => recipients[numberIn(1, n)]!.requests);
    expect(unsure).toEqual([1, 1, 1, 1, 1]);
  }));

test('a broadcast that goes on in run after run reaches everybody once', () =>
  withBroadcasts(
    async (api) => {
      // 24 messages at 8 a second take longer than two runs.
      const id = await startWith(api, 24, { parallelism: 2, perSecond: 8 });
      await Promise.all([api.startWorker(), api.startWorker()]);
      const ended = await api.finished(id);
      expect(ended).toMatchObject({ status: 'completed', total: 24, succeeded: 24, failed: 0, skipped: 0 });
      await expectAccountedFor(api, ended);
      expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 24 });
      const [job] = await api.dataSource.query<{ runs: number }[]>('SELECT runs FROM jobs WHERE id = $1', [id]);
      expect(job!.runs).toBeGreaterThan(1);
    },
    { maxRuntimeSeconds: 1 },
  ));

test('Redis is flushed in the midst of a broadcast: the pace begins low, the gate is taken again, nobody is reached twice', () =>
  withBroadcasts(async (api) => {
    const worker = await api.startWorker({ stopAt: { name: 'composed', chunkNo: 2 } });
    const id = await startWith(api, 12);
    await worker.atCheckpoint();
    await api.redis.flushall();
    worker.goOn();
    const ended = await api.finished(id);
    expect(ended).toMatchObject({ status: 'completed', total: 12, succeeded: 12, failed: 0, skipped: 0 });
    await expectAccountedFor(api, ended);
    expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 12 });
    await api.lockGone('broadcast_whatsapp');
  }));

test('a workflow is terminated while a message is claimed: the job ends, of that one nobody knows, the others are not reached', () =>
  withBroadcasts(async (api) => {
    const worker = await api.startWorker({ reconciler: true, stopAt: { name: 'claimed', chunkNo: 2 } });
    const id = await startWith(api, 12);
    await worker.atCheckpoint();
    const job = await api.job(id);
    await workflowOf(api, job).terminate('by a test');
    const ended = await api.finished(id);
    expect(ended).toMatchObject({ status: 'failed', total: 12, skipped: 0 });
    expect(ended.lastError).toContain('terminated');
    worker.goOn();
    await worker.stop();
    const counts = await expectAccountedFor(api, await api.job(id));
    await expectNobodyTwice(api, id);
    // The last two were not even composed.
    expect(ended.notAttempted).toBeGreaterThanOrEqual(2);
    expect(ended.failed).toBeGreaterThan(0);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(ended.processed);
    await eventually(async () => (await api.redis.get('bulk_gate:lock:1:broadcast_whatsapp')) === null);
  }));
