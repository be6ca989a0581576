import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { Business } from '../../src/db/business.js';
import { insertJob } from '../../src/db/repositories/job-acceptance.js';
import { CancelJob } from '../../src/jobs/cancel-job.js';
import { ControlJob } from '../../src/jobs/control-job.js';
import { StartsInFlight } from '../../src/jobs/starts-in-flight.js';
import { createLogger } from '../../src/observability/logger.js';
import { startBulkOperation } from '../../src/temporal/starter.js';
import { withApi } from '../support/api.js';
import { newJob } from '../support/new-job.js';
import { testToken } from '../support/test-token.js';
import { type System, withSystem } from '../support/system.js';

const START = { type: 'delete_leads_bulk', selection: { all: true } };
const SILENT = 'accepted, but Temporal is silent; the reconciler starts it';

/** A job that is committed, and whose workflow is started when the test says so. */
async function committedJob({ dataSource, config, client, business: businessId }: System) {
  const business = new Business(dataSource, businessId);
  const { namespace: temporalNamespace } = config.temporal;
  const job = newJob({ businessId, operationType: START.type, temporalNamespace });
  expect(await insertJob(business, job)).toMatchObject({ kind: 'inserted' });
  const starts = new StartsInFlight();
  let start = (): void => undefined;
  const told = new Promise<void>((resolve) => (start = resolve));
  starts.add(
    job.id,
    told.then(() => startBulkOperation(client, job, config.policyOf)),
  );
  // Only once it is waited for: whoever does not wait finds no workflow.
  const whenAwaited = {
    of(this: void, jobId: string): Promise<void> {
      start();
      return starts.of(jobId);
    },
  };
  return { business, jobId: job.id, starts: whenAwaited };
}

test('a start is answered before Temporal is asked, and an API that stops waits until it has been', () =>
  withApi({ isTemporalAway: true }, async ({ askOnly, close, logged }) => {
    const answer = await askOnly<{ status: string }>('/api/v1/jobs', { body: START });
    expect([answer.status, answer.body.status]).toEqual([202, 'pending']);
    await close();
    const lines = logged.map(({ msg }) => msg).filter((msg) => msg === 'request' || msg === SILENT);
    expect(lines).toEqual(['request', SILENT]);
  }));

test('a start waits for Temporal’s answers to those before it, and is refused where it has not answered', () =>
  withApi({ isTemporalAway: true }, async ({ askOnly, traces }) => {
    const [first, second] = [await testToken(1), await testToken(2)];
    expect((await askOnly('/api/v1/jobs', { body: START, token: first })).status).toBe(202);
    const refused = await askOnly<{ code: string }>('/api/v1/jobs', { body: START, token: second });
    expect([refused.status, refused.body.code]).toEqual([503, 'temporal_unavailable']);
    expect(await traces()).toMatchObject({ jobs: 1, locks: 1 });
  }));

test('a cancel of a job whose workflow is being started waits for it, and leaves no workflow open', () =>
  withSystem({}, async (system) => {
    const { dataSource, client, gate } = system;
    const { business, jobId, starts } = await committedJob(system);
    const logger = createLogger({ level: 'silent', service: 'test' });
    const canceller = new CancelJob({ dataSource, client, gate, record: () => undefined, logger, starts });
    // Taken for a job without a workflow it would be cancelled at once, and the workflow would wait for a worker all the same.
    expect((await canceller.cancel(business, jobId)).status).toBe('cancelling');
  }));

test('a control of a job whose workflow is being started waits for it', () =>
  withSystem({}, async (system) => {
    const { business, jobId, starts } = await committedJob(system);
    // No worker is there to answer; without a workflow it would be `not_started_yet`.
    const pausing = new ControlJob(system.client, starts).pause(business, jobId);
    await expect(pausing).rejects.toMatchObject({ code: 'no_worker' });
  }));

/** A start that takes long, and a client that keeps until when Temporal is asked, in ms since the wait for the start began. */
function slowStart(system: System) {
  let begunAtMs = 0;
  const askedUntilMs: number[] = [];
  const client = Object.create(system.client) as Client;
  client.withDeadline = (until, ask) => (
    askedUntilMs.push(Number(until) - begunAtMs),
    system.client.withDeadline(until, ask)
  );
  return { client, askedUntilMs, starts: { of: () => ((begunAtMs = Date.now()), delay(2_000)) } };
}

test('the time in which a control waits for a start is part of that in which it answers', () =>
  withSystem({}, async (system) => {
    const { business, jobId } = await committedJob(system);
    const { client, starts, askedUntilMs } = slowStart(system);
    await expect(new ControlJob(client, starts).pause(business, jobId)).rejects.toMatchObject({
      code: 'not_started_yet',
    });
    expect(askedUntilMs[0]).toBeLessThan(3_300 + 500);
  }));

test('so is the time in which a cancel waits for it', () =>
  withSystem({}, async (system) => {
    const { business, jobId } = await committedJob(system);
    const { dataSource, gate } = system;
    const { client, starts, askedUntilMs } = slowStart(system);
    const logger = createLogger({ level: 'silent', service: 'test' });
    const canceller = new CancelJob({ dataSource, client, gate, record: () => undefined, logger, starts });
    await canceller.cancel(business, jobId);
    expect(askedUntilMs[0]).toBeLessThan(3_300 + 500);
  }));
