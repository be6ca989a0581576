import { expect, test } from '@jest/globals';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { changeSpeedUpdate, pauseUpdate } from '../../src/workflows/bulk-operation.updates.js';
import type { TestWorkerOptions } from '../processes/worker-messages.js';
import type { TestApi } from '../support/api.js';
import { checksum } from '../support/checksum.js';
import { withTcpProxy } from '../support/tcp-proxy.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { FAST_CANARY, type System, withSystem, workflowOf } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';

const TYPE = 'delete_leads_bulk';
const LEADS = 300;
const POLICIES: PolicyOverrides = { [TYPE]: { ...FAST_CANARY.canary_increment } };

interface Body {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly jobStatus: string;
  readonly batchSize: number;
  readonly throttleMs: number;
  readonly cancelRequestedAt: string | null;
}

/** A worker and the product's API as processes, and a job of business 1 that they have at work. */
interface Scene {
  readonly system: System;
  readonly worker: WorkerProcess;
  readonly jobId: string;
  /** Of the job, below /api/v1. */
  readonly ask: (action: string, ask?: Parameters<TestApi['ask']>[1]) => ReturnType<typeof answerOf>;
}

async function answerOf(ask: TestApi['ask'], path: string, asked?: Parameters<TestApi['ask']>[1]) {
  const { status, body } = await ask<Body>(path, asked);
  return { status, body };
}

const POST = { method: 'POST' } as const;

async function withJobAtWork(
  stopAt: TestWorkerOptions['stopAt'],
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  await withSystem({ policies: POLICIES }, async (system) => {
    await addManyLeads(system.dataSource, 1, LEADS);
    await addManyLeads(system.dataSource, 2, 7);
    const bystander = await checksum(system.dataSource, 'leads', 2, 'xmin, ctid, *');
    const [api, worker] = await Promise.all([system.startApi(), system.startWorker(stopAt ? { stopAt } : {})]);
    const started = await api.ask<Body>('/api/v1/jobs', {
      body: { type: TYPE, selection: { all: true }, options: { batchSize: 10, throttleMs: 1_000 } },
    });
    expect(started.status).toBe(202);
    const jobId = started.body.id;
    await eventually(async () => (await system.job(jobId)).processed > 0);
    const ask: Scene['ask'] = (action, asked) => answerOf(api.ask, `/api/v1/jobs/${jobId}${action}`, asked);
    await test({ system, worker, jobId, ask });
    await system.lockGone(TYPE);
    expect(await checksum(system.dataSource, 'leads', 2, 'xmin, ctid, *')).toBe(bystander);
    expect(await api.stop()).toBe(0);
  });
}

test.concurrent('a job is paused, resumed and made faster over HTTP', async () => {
  await withJobAtWork(undefined, async ({ system, jobId, ask }) => {
    const paused = await ask('/pause', POST);
    expect([paused.status, ['pausing', 'paused'].includes(paused.body.status)]).toEqual([200, true]);
    await eventually(async () => (await system.job(jobId)).status === 'paused');
    expect(await ask('')).toMatchObject({ status: 200, body: { status: 'paused' } });
    expect(await ask('/pause', POST)).toMatchObject({
      status: 409,
      body: { code: 'wrong_status', jobStatus: 'paused' },
    });

    const { processed } = await system.job(jobId);
    expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
    await eventually(async () => (await system.job(jobId)).processed > processed);
    expect(await ask('/resume', POST)).toMatchObject({
      ...{ status: 409, body: { code: 'wrong_status', jobStatus: 'running' } },
    });

    const speed = { batchSize: 100, throttleMs: 0 };
    expect(await ask('', { method: 'PATCH', body: speed })).toMatchObject({ status: 200, body: speed });
    expect(await system.finished(jobId)).toMatchObject({
      ...{ status: 'completed', total: LEADS, succeeded: LEADS, failed: 0, skipped: 0, notAttempted: 0, ...speed },
    });
    for (const [action, asked] of [
      ['/pause', POST],
      ['/resume', POST],
      ['', { method: 'PATCH', body: speed }],
    ] as const) {
      expect(await ask(action, asked)).toMatchObject({
        status: 409,
        body: { code: 'wrong_status', jobStatus: 'completed' },
      });
    }
  });
});

test.concurrent(
  'a job that runs is cancelled over HTTP: its batch in hand ends and counts, and no other begins',
  async () => {
    await withJobAtWork({ name: 'batch opened', chunkNo: 2 }, async ({ system, worker, jobId, ask }) => {
      await worker.atCheckpoint(jobId);
      const cancel = await ask('/cancel', POST);
      expect(cancel).toMatchObject({
        status: 202,
        body: { status: 'cancelling', cancelRequestedAt: expect.any(String) },
      });
      expect(await ask('/cancel', POST)).toMatchObject({
        ...{ status: 202, body: { cancelRequestedAt: cancel.body.cancelRequestedAt } },
      });
      expect(await ask('/pause', POST)).toMatchObject({
        ...{ status: 409, body: { code: 'wrong_status', jobStatus: 'cancelling' } },
      });
      worker.goOn();
      const counts = { total: LEADS, processed: 20, succeeded: 20, failed: 0, skipped: 0, notAttempted: LEADS - 20 };
      expect(await system.finished(jobId)).toMatchObject({ status: 'cancelled', lastError: null, ...counts });
      expect(await ask('')).toMatchObject({ status: 200, body: { status: 'cancelled', ...counts } });
      expect(await ask('/cancel', POST)).toMatchObject({
        ...{ status: 409, body: { code: 'wrong_status', jobStatus: 'cancelled' } },
      });
      await system.lockGone(TYPE);
      expect(await leadsOf(system, 1)).toHaveLength(LEADS - 20);
    });
  },
);

test.concurrent(
  'a pause that newer controls have overtaken on their way is 409 superseded, and pauses nothing',
  async () => {
    await withJobAtWork(undefined, async ({ system, jobId, ask }) => {
      await withTcpProxy(system.config.temporal.address, async (proxy) => {
        const slow = await system.startApi({ TEMPORAL_ADDRESS: proxy.address });
        proxy.hold();
        const overtaken = answerOf(slow.ask, `/api/v1/jobs/${jobId}/pause`, POST);
        overtaken.catch(() => undefined); // awaited below
        await eventually(async () => (await controlSeq(system)) === 1);
        expect(await ask('/pause', POST)).toMatchObject({ status: 200 });
        expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
        proxy.letGo();
        expect(await overtaken).toMatchObject({ status: 409, body: { code: 'superseded' } });
      });
      await ask('', { method: 'PATCH', body: { throttleMs: 0 } });
      expect(await system.finished(jobId)).toMatchObject({ status: 'completed', total: LEADS, succeeded: LEADS });
      expect(await leadsOf(system, 1)).toHaveLength(0);
    });
  },
);

test('numbers of controls that were sent past the API keep none of its own from taking effect', async () => {
  await withJobAtWork(undefined, async ({ system, jobId, ask }) => {
    const handle = workflowOf(system, await system.job(jobId));
    // The greatest that there is comes last: no number is above it.
    for (const seq of [1_000, 2_147_483_647]) {
      await handle.executeUpdate(pauseUpdate, { args: [{ seq }] });
      expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
      expect(await controlSeq(system)).toBe(Math.min(seq + 1, 2_147_483_647));
      expect(await ask('/pause', POST)).toMatchObject({ status: 200 });
      expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
    }
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 2_147_483_647, throttleMs: 900 }] });
    expect(await ask('', { method: 'PATCH', body: { batchSize: 100, throttleMs: 0 } })).toMatchObject({ status: 200 });
    expect(await system.finished(jobId)).toMatchObject({ status: 'completed', succeeded: LEADS, batchSize: 100 });
  });
});

async function controlSeq({ dataSource }: System): Promise<number> {
  const [row] = await dataSource.query<{ seq: number }[]>('SELECT control_seq AS seq FROM jobs');
  return row!.seq;
}
