import { expect, test } from '@jest/globals';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { changeSpeedUpdate, pauseUpdate } from '../../src/workflows/bulk-operation.updates.js';
import type { StopAt } from '../processes/worker-messages.js';
import type { ApiProcess } from '../support/api-process.js';
import type { Answer, Ask } from '../support/asking.js';
import { checksum } from '../support/checksum.js';
import { withTcpProxy } from '../support/tcp-proxy.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { share } from '../support/share.js';
import { testToken } from '../support/test-token.js';
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
  readonly chunkSize: number | null;
  readonly options: { readonly batchSize: number | 'auto'; readonly throttleMs: number };
  readonly cancelRequestedAt: string | null;
}

/** A job of the test's own business, which a worker and the product's API, shared by all tests, have at work. */
interface Scene {
  readonly system: System;
  readonly worker: WorkerProcess;
  readonly businessId: number;
  readonly jobId: string;
  /** Of the job, below /api/v1. */
  readonly ask: (action: string, ask?: Ask, api?: ApiProcess) => Promise<Answered>;
}

type Answered = Pick<Answer<Body>, 'status' | 'body'>;

const POST = { method: 'POST' } as const;

const onShared = share<{ system: System; worker: WorkerProcess; api: ApiProcess }>((use) =>
  withSystem({ policies: POLICIES }, async (system) => {
    const [api, worker] = await Promise.all([system.startApi(), system.startWorker()]);
    await use({ system, worker, api });
    expect(await api.stop()).toBe(0);
  }),
);
let businesses = 0;

function withJobAtWork(stopAt: StopAt | undefined, test: (scene: Scene) => Promise<void>): Promise<void> {
  return onShared(async ({ system, worker, api: shared }) => {
    const [businessId, other] = [++businesses, ++businesses];
    await addManyLeads(system.dataSource, businessId, LEADS);
    await addManyLeads(system.dataSource, other, 7);
    const bystander = await checksum(system.dataSource, 'leads', other, 'xmin, ctid, *');
    if (stopAt) await worker.stopAt({ ...stopAt, businessId });
    const token = await testToken(businessId);
    const askAt = async (path: string, asked: Ask = {}, api = shared): Promise<Answered> => {
      const { status, body } = await api.ask<Body>(path, { token, ...asked });
      return { status, body };
    };
    const started = await askAt('/api/v1/jobs', {
      body: { type: TYPE, selection: { all: true }, options: { batchSize: 10, throttleMs: 1_000 } },
    });
    expect(started.status).toBe(202);
    const jobId = started.body.id;
    await eventually(async () => (await system.job(jobId)).processed > 0);
    const ask: Scene['ask'] = (action, asked, api) => askAt(`/api/v1/jobs/${jobId}${action}`, asked, api);
    await test({ system, worker, businessId, jobId, ask });
    await system.lockGone(TYPE, businessId);
    expect(await checksum(system.dataSource, 'leads', other, 'xmin, ctid, *')).toBe(bystander);
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

    expect(await ask('', { method: 'PATCH', body: { parallelism: 2 } })).toMatchObject({
      status: 422,
      body: { code: 'parallelism_too_high', errors: [{ field: 'parallelism', message: 'must be at most 1' }] },
    });
    const speed = { batchSize: 'auto', throttleMs: 0 };
    expect(await ask('', { method: 'PATCH', body: speed })).toMatchObject({ status: 200, body: { options: speed } });
    expect(await system.finished(jobId)).toMatchObject({
      ...{ status: 'completed', total: LEADS, succeeded: LEADS, failed: 0, skipped: 0, notAttempted: 0, ...speed },
    });
    expect((await ask('')).body.chunkSize).toBeGreaterThanOrEqual(10);
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

test.concurrent('a job that runs is cancelled over HTTP: its batch in hand ends and counts, and no other begins', () =>
  withJobAtWork({ name: 'batch opened', chunkNo: 2 }, async ({ system, worker, businessId, jobId, ask }) => {
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
    worker.goOn(businessId);
    const counts = { total: LEADS, processed: 20, succeeded: 20, failed: 0, skipped: 0, notAttempted: LEADS - 20 };
    expect(await system.finished(jobId)).toMatchObject({ status: 'cancelled', lastError: null, ...counts });
    expect(await ask('')).toMatchObject({ status: 200, body: { status: 'cancelled', ...counts } });
    expect(await ask('/cancel', POST)).toMatchObject({
      ...{ status: 409, body: { code: 'wrong_status', jobStatus: 'cancelled' } },
    });
    expect(await leadsOf(system, businessId)).toHaveLength(LEADS - 20);
  }),
);

test.concurrent('a pause that newer controls have overtaken on their way is 409 superseded, and pauses nothing', () =>
  withJobAtWork(undefined, async ({ system, businessId, jobId, ask }) => {
    await withTcpProxy(system.config.temporal.address, async (proxy) => {
      const slow = await system.startApi({ TEMPORAL_ADDRESS: proxy.address });
      proxy.hold();
      const overtaken = ask('/pause', POST, slow);
      overtaken.catch(() => undefined); // awaited below
      await eventually(async () => (await controlSeq(system, jobId)) === 1);
      expect(await ask('/pause', POST)).toMatchObject({ status: 200 });
      expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
      proxy.letGo();
      expect(await overtaken).toMatchObject({ status: 409, body: { code: 'superseded' } });
    });
    await ask('', { method: 'PATCH', body: { throttleMs: 0 } });
    expect(await system.finished(jobId)).toMatchObject({ status: 'completed', total: LEADS, succeeded: LEADS });
    expect(await leadsOf(system, businessId)).toHaveLength(0);
  }),
);

test.concurrent('numbers of controls that were sent past the API keep none of its own from taking effect', async () => {
  await withJobAtWork(undefined, async ({ system, jobId, ask }) => {
    const handle = workflowOf(system, await system.job(jobId));
    // The greatest that there is comes last: no number is above it.
    for (const seq of [1_000, 2_147_483_647]) {
      await handle.executeUpdate(pauseUpdate, { args: [{ seq }] });
      expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
      expect(await controlSeq(system, jobId)).toBe(Math.min(seq + 1, 2_147_483_647));
      expect(await ask('/pause', POST)).toMatchObject({ status: 200 });
      expect(await ask('/resume', POST)).toMatchObject({ status: 200, body: { status: 'running' } });
    }
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 2_147_483_647, throttleMs: 900 }] });
    expect(await ask('', { method: 'PATCH', body: { batchSize: 100, throttleMs: 0 } })).toMatchObject({ status: 200 });
    expect(await system.finished(jobId)).toMatchObject({ status: 'completed', succeeded: LEADS, batchSize: 100 });
  });
});

async function controlSeq({ dataSource }: System, jobId: string): Promise<number> {
  const [row] = await dataSource.query<{ seq: number }[]>('SELECT control_seq AS seq FROM jobs WHERE id = $1', [jobId]);
  return row!.seq;
}
