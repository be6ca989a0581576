import { expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { Job } from '../../src/operations/job.js';
import { Business } from '../../src/db/business.js';
import { findLiveJob } from '../../src/db/repositories/job-reads.js';
import { reconcileOnce } from '../../src/upkeep/reconciler.js';
import { describeJobWorkflow } from '../../src/temporal/job-workflow.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { acceptedJob } from '../support/accepted-job.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { populate } from '../support/population.js';
import { withSilentServer } from '../support/tcp-server.js';
import { reconcilerPorts } from '../support/reconciler-ports.js';
import { type System, withSystem, workflowOf } from '../support/system.js';
import { createNamespace } from '../support/temporal-namespace.js';

const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100 });

test('a job whose start never reached Temporal is started exactly once by two workers’ reconcilers', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const population = await populate(system, 45);
    const delayed: string[] = [];
    const job = await withSilentServer(async (address) => {
      const { client, connection } = createTemporalClient({ ...system.config.temporal, address });
      const accepted = await system.start({}, { client, onStartDelayed: (jobId) => delayed.push(jobId) });
      await connection.close();
      return accepted;
    });
    expect(job).toMatchObject({ status: 'pending', startedAt: null });
    expect(delayed).toEqual([job.id]);
    expect(await describeJobWorkflow(system.client, job)).toEqual({ kind: 'gone' });
    // Pressed again, the button is refused and names the job that waits.
    await expect(system.start()).rejects.toMatchObject({
      fields: { status: 409, extensions: { holder: { jobId: job.id, status: 'pending' } } },
    });

    // The reconciler leaves a job to its request for 15 s.
    await system.dataSource.query(`UPDATE jobs SET created_at = created_at - interval '15 s'`);
    const workers = await Promise.all([1, 2].map(() => system.startWorker({ reconciler: true })));
    await population.expectDoneOnce(job);
    await expectOneExecution(system, job);
    const actions = workers.flatMap(({ messages }) => messages.filter((message) => message.kind === 'reconciler'));
    // A pass may come between the job's end and its workflow's release, and then frees the lock first: by compare, and rightly.
    expect(actions.filter(({ action }) => action !== 'lock_freed')).toMatchObject([
      { action: 'started', jobId: job.id },
    ]);
  }));

test('a job that two reconcilers and a slow request start at the same moment is started once', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const population = await populate(system, 45);
    const STARTERS = 3;
    const gate = barrier(STARTERS);
    let starts = 0;
    const slowClient = delayedStarts(system.client, async () => {
      starts++;
      await gate.arrive();
    });
    const accepted = system.start({}, { client: slowClient, onStartDelayed: fail });
    await eventually(() =>
      findLiveJob(new Business(system.dataSource, 1), 'canary_increment').then((job) => job !== null),
    );
    // Two leaders at once: one of them was frozen after it had looked, and woke.
    const reconcilers = [1, 2].map(() =>
      reconcilerPorts(system, {
        start: async (job) => {
          starts++;
          await gate.arrive();
          await reconcilerPorts(system).ports.start(job);
        },
      }),
    );
    await Promise.all(reconcilers.map(({ ports }) => reconcileOnce(ports, new AbortController().signal)));
    const job = await accepted;
    expect(starts).toBe(STARTERS);
    for (const { reported } of reconcilers) expect(reported).toMatchObject([{ action: 'started', jobId: job.id }]);

    await system.startWorker();
    await population.expectDoneOnce(job);
    await expectOneExecution(system, job);
  }));

test('a job is started in the namespace that its row names, though the reconciler’s own is another by now', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const former = await createNamespace(system.connection);
    const id = await acceptedJob(system.dataSource, { temporalNamespace: former });
    const job = await system.job(id);
    const { ports, reported } = reconcilerPorts(system);
    await reconcileOnce(ports, new AbortController().signal);
    expect(reported).toMatchObject([{ action: 'started', jobId: id }]);
    expect(await describeJobWorkflow(system.client, job)).toEqual({ kind: 'open' });
    const own = { ...job, temporalNamespace: system.config.temporal.namespace };
    expect(await describeJobWorkflow(system.client, own)).toEqual({ kind: 'gone' });
  }));

const fail = (_jobId: string, error: unknown): never => {
  throw error;
};

/** The client, whose starts wait first. */
function delayedStarts(client: Client, wait: () => Promise<void>): Client {
  const workflow = new Proxy(client.workflow, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (name === 'start') await wait();
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return new Proxy(client, {
    get(target, name) {
      if (name === 'workflow') return workflow;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Lets nobody through before all have arrived. */
function barrier(parties: number): { arrive(): Promise<void> } {
  let open: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return {
    arrive() {
      if (++arrived === parties) open();
      return opened;
    },
  };
}

async function expectOneExecution(system: System, job: Job): Promise<void> {
  const { workflowId } = workflowOf(system, job);
  const { runId, raw } = await workflowOf(system, job).describe();
  expect(raw.workflowExecutionInfo?.firstRunId ?? runId).toBe(runId);
  // Visibility follows within moments; then every execution of this id is there, open or closed.
  const runs = await eventually(async () => {
    const found: string[] = [];
    for await (const execution of system.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      found.push(`${execution.runId} ${execution.status.name}`);
    }
    return found.length > 0 && !found.some((run) => run.endsWith('RUNNING')) && found;
  });
  expect(runs).toEqual([`${runId} COMPLETED`]);
}
