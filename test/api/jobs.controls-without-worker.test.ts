import { expect, test } from '@jest/globals';
import { type TestApi, withApi } from '../support/api.js';
import { eventually } from '../support/eventually.js';

interface Body {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly detail: string;
  readonly jobStatus: string;
  readonly cancelRequestedAt: string | null;
  readonly waitingForWorker: boolean;
}

const START = { type: 'delete_leads_bulk', selection: { all: true } };

async function started({ ask }: TestApi): Promise<string> {
  const { status, body } = await ask<Body>('/api/v1/jobs', { body: START });
  expect(status).toBe(202);
  return `/api/v1/jobs/${body.id}`;
}

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const before = performance.now();
  return [await work, performance.now() - before];
}

test.concurrent(
  'with no worker a control is 503 no_worker in time, says that it may still take effect, and is numbered',
  () =>
    withApi({}, async (api) => {
      const path = await started(api);
      const asks: [method: string, path: string, body?: object][] = [
        ['POST', `${path}/pause`],
        ['POST', `${path}/resume`],
        ['PATCH', path, { throttleMs: 5 }],
      ];
      const answers = await Promise.all(asks.map(([method, at, body]) => timed(api.ask<Body>(at, { method, body }))));
      for (const [{ status, body, headers }, elapsedMs] of answers) {
        expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'no_worker', '2']);
        expect(body.detail).toContain('may still take effect');
        expect(elapsedMs).toBeLessThan(50_000);
      }
      const [row] = await api.dataSource.query<object[]>('SELECT control_seq, status FROM jobs');
      expect(row).toEqual({ control_seq: 3, status: 'pending' });
      const { body } = await api.ask<Body>(path);
      expect([body.status, body.waitingForWorker]).toEqual(['pending', true]);
    }),
);

test.concurrent(
  'a cancel of a job whose workflow waits for a worker is recorded, repeatable, and refuses later controls',
  () =>
    withApi({}, async (api) => {
      const path = await started(api);
      const first = await api.ask<Body>(`${path}/cancel`, { method: 'POST' });
      expect([first.status, first.body.status]).toEqual([202, 'cancelling']);
      const again = await api.ask<Body>(`${path}/cancel`, { method: 'POST' });
      expect([again.status, again.body.cancelRequestedAt]).toEqual([202, first.body.cancelRequestedAt]);
      // Had Temporal been asked, it would be 503: no worker answers.
      const pause = await api.ask<Body>(`${path}/pause`, { method: 'POST' });
      expect([pause.status, pause.body.code, pause.body.jobStatus]).toEqual([409, 'wrong_status', 'cancelling']);
    }),
);

test.concurrent('a pending job without a workflow is cancelled at once and its gate is given back', async () => {
  await withApi({}, async (api) => {
    const path = await started(api);
    const id = path.split('/').at(-1)!;
    // As if its start had never got through: a job of another id, which Temporal has never heard of.
    const other = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    await api.dataSource.query('UPDATE jobs SET id = $1', [other]);
    await api.redis.set('bulk_gate:lock:1:delete_leads_bulk', `job_${other}`, 'EX', 60);
    const cancelled = await api.ask<Body>(`/api/v1/jobs/${other}/cancel`, { method: 'POST' });
    expect([cancelled.status, cancelled.body.status]).toEqual([202, 'cancelled']);
    expect(cancelled.body).toMatchObject({ total: 0, processed: 0, notAttempted: 0, gate: { held: false } });
    expect(await api.gate.list()).toEqual([]);
    expect(api.gateEvents.at(-1)).toMatchObject({ event: 'reclaimed', jobId: other });
    for (const action of ['cancel', 'pause', 'resume']) {
      const late = await api.ask<Body>(`/api/v1/jobs/${other}/${action}`, { method: 'POST' });
      expect([action, late.status, late.body.jobStatus]).toEqual([action, 409, 'cancelled']);
    }
  });
});

test.concurrent('a control of a job whose workflow is yet to be started says so', async () => {
  await withApi({}, async (api) => {
    const path = await started(api);
    const id = path.split('/').at(-1)!;
    const other = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    await api.dataSource.query('UPDATE jobs SET id = $1', [other]);
    const pause = await api.ask<Body>(`/api/v1/jobs/${other}/pause`, { method: 'POST' });
    expect([pause.status, pause.body.code]).toEqual([503, 'not_started_yet']);
  });
});

test.concurrent('with Temporal away a start is pending, a cancel is a durable fact, and a control is 503 in time', () =>
  withApi({ isTemporalAway: true }, async (api) => {
    const [path, startMs] = await timed(started(api));
    expect(startMs).toBeLessThan(40_000);
    const [pause, pauseMs] = await timed(api.ask<Body>(`${path}/pause`, { method: 'POST' }));
    expect([pause.status, pause.body.code]).toEqual([503, 'temporal_unavailable']);
    expect(pauseMs).toBeLessThan(50_000);
    const [cancel, cancelMs] = await timed(api.ask<Body>(`${path}/cancel`, { method: 'POST' }));
    expect([cancel.status, cancel.body.status]).toEqual([202, 'pending']);
    expect(cancel.body.cancelRequestedAt).not.toBeNull();
    expect(cancelMs).toBeLessThan(50_000);
    const ready = await api.ask<{ checks: object }>('/health/ready');
    expect([ready.status, ready.body.checks]).toMatchObject([503, { temporal: { status: 'error' } }]);
  }),
);

test.concurrent('a control of a job that was terminated in Temporal is refused, whatever its row still says', () =>
  withApi({}, async (api) => {
    const path = await started(api);
    const id = path.split('/').at(-1)!;
    await api.client.workflow.getHandle(`bulk:1:delete_leads_bulk:${id}`).terminate('for the test');
    await eventually(async () => {
      const pause = await api.ask<Body>(`${path}/pause`, { method: 'POST' });
      expect([pause.status, pause.body.code]).toEqual([409, 'wrong_status']);
    });
  }),
);
