import { expect } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { writeOutcome } from '../../src/db/repositories/outbox.js';
import { Business } from '../../src/db/business.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import type { TestApi } from '../support/api.js';
import { makeKey } from '../support/api-keys.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { whileLocked } from '../support/locks.js';
import { messageInOutbox } from '../support/message-in-outbox.js';
import { setUpTwilio } from '../support/outbound-calls.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const TYPE = 'enqueue_outbound_calls';

interface Answer {
  readonly asked?: number;
  readonly code?: string;
}

const askAgain = ({ ask }: TestApi, job: string, token?: string) =>
  ask<Answer>(`/api/v1/jobs/${job}/ask-again`, { method: 'POST', ...(token === undefined ? {} : { token }) });

/** A job of business 1 with a message for each state, in their order. @returns its id */
async function jobWith({ dataSource }: TestApi, states: readonly string[], operationType = TYPE): Promise<string> {
  const message = await messageInOutbox(dataSource, { operationType });
  const { jobId } = message;
  const business = new Business(dataSource, 1);
  await writeOutcome(business, { ...message, businessId: 1 }, message.claimId, { kind: 'unknown', code: 'timeout' });
  await dataSource.query(
    `INSERT INTO outbox (business_id, job_id, target_id, stream_no, chunk_no, state, address, failed_by, claimed_at)
     SELECT 1, $1, 1 + n, 1, 1, state::message_state, 'to ' || n, CASE state WHEN 'failed' THEN 'provider' END, now()
       FROM unnest($2::text[]) WITH ORDINALITY AS given (state, n)`,
    [jobId, states],
  );
  await dataSource.query(`UPDATE outbox SET state_at = now() - interval '3 days' WHERE job_id = $1`, [jobId]);
  return jobId;
}

/** The targets of the job that are asked about since somebody asked for it. */
async function askedOf({ dataSource }: TestApi, job: string): Promise<number[]> {
  const statement = 'SELECT target_id AS id FROM outbox WHERE job_id = $1 AND asked_since IS NOT NULL ORDER BY 1';
  return (await dataSource.query<{ id: number }[]>(statement, [job])).map(({ id }) => Number(id));
}

const entriesOf = async ({ dataSource }: TestApi) =>
  (await auditEntries(dataSource)).filter(({ action }) => action === 'results.ask_again');

test('has the messages of the job asked about of which nobody knows, and no other one', async (api) => {
  await setUpTwilio(api);
  const job = await jobWith(api, ['accepted', 'unknown', 'failed', 'delivered', 'unknown']);
  const other = await jobWith(api, ['unknown'], 'canary_call');
  const { status, body } = await askAgain(api, job);
  expect([status, body]).toEqual([202, { asked: 3 }]);
  expect(await askedOf(api, job)).toEqual([1, 3, 6]);
  expect(await askedOf(api, other)).toEqual([]);
  expect(await entriesOf(api)).toEqual([
    expect.objectContaining({ target: job, operationType: TYPE, count: 3, result: 'done', reason: null }),
  ]);
});

test('of a job that has ended as well; a second click, and two at once, do no harm', async (api) => {
  await setUpTwilio(api);
  const job = await jobWith(api, ['unknown']);
  await api.dataSource.query('UPDATE jobs SET ending_at = now(), chunks_closed_at = now() WHERE id = $1', [job]);
  await finishJob(new Business(api.dataSource, 1), job, 'completed', null);
  const before = await stateOf(api, job);
  for (const { status, body } of await Promise.all([askAgain(api, job), askAgain(api, job)])) {
    expect([status, body]).toEqual([202, { asked: 2 }]);
  }
  expect((await askAgain(api, job)).body).toEqual({ asked: 2 });
  expect(await stateOf(api, job)).toEqual(before);
});

/** Of its messages and of itself, but for since when they are asked about. */
async function stateOf({ dataSource }: TestApi, job: string): Promise<object[]> {
  return [
    ...(await dataSource.query<object[]>(
      'SELECT target_id, state, code, reference, due_at, state_at, claimed_at FROM outbox WHERE job_id = $1 ORDER BY 1',
      [job],
    )),
    ...(await dataSource.query<object[]>('SELECT * FROM jobs WHERE id = $1', [job])),
  ];
}

test('is for those who may start the type, in their own business', async (api) => {
  await setUpTwilio(api);
  const job = await jobWith(api, []);
  const as = async (token: string) => (await askAgain(api, job, token)).status;
  expect(await as(await testToken(2))).toBe(404);
  expect(await as(await testToken(1, 'viewer'))).toBe(403);
  expect(await as((await makeKey(api, { operationTypes: ['delete_leads_bulk'] })).key)).toBe(403);
  expect((await askAgain(api, 'no-id')).status).toBe(404);
  expect((await askAgain(api, uuidV7())).status).toBe(404);
  expect(await askedOf(api, job)).toEqual([]);
  expect(await as((await makeKey(api, { operationTypes: [TYPE] })).key)).toBe(202);
});

test('a body with anything in it is refused, by the name of the field', async (api) => {
  await setUpTwilio(api);
  const job = await jobWith(api, []);
  const given = await api.ask(`/api/v1/jobs/${job}/ask-again`, { body: { targets: [1] } });
  expect(given).toMatchObject({ status: 400, body: { errors: [{ field: 'targets' }] } });
  expect(await askedOf(api, job)).toEqual([]);
});

test('is refused where nobody can be asked, and leaves nothing behind', async (api) => {
  const refusedOf = async (job: string): Promise<[number, string | undefined]> => {
    const { status, body } = await askAgain(api, job);
    expect(await askedOf(api, job)).toEqual([]);
    return [status, body.code];
  };
  const calls = await jobWith(api, []);
  expect(await refusedOf(calls)).toEqual([409, 'channel_not_set']);
  await setUpTwilio(api);
  expect(await refusedOf(await jobWith(api, [], 'broadcast_whatsapp'))).toEqual([409, 'provider_cannot_be_asked']);
  expect(await refusedOf(await endedJob(api.dataSource, [failureOf(1)]))).toEqual([409, 'provider_cannot_be_asked']);
  expect(await refusedOf(await jobWith(api, [], 'canary_increment'))).toEqual([409, 'unknown_type']);
  await api.dataSource.query('UPDATE outbox SET claimed_at = NULL WHERE job_id = $1', [calls]);
  expect(await refusedOf(calls)).toEqual([409, 'nothing_unknown']);
  await api.dataSource.query(`UPDATE outbox SET claimed_at = now(), state = 'accepted' WHERE job_id = $1`, [calls]);
  expect(await refusedOf(calls)).toEqual([409, 'nothing_unknown']);
  await api.dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [calls]);
  expect(await refusedOf(calls)).toEqual([410, 'results_deleted']);
  // Two refusals that are alike make one entry.
  expect(new Set((await entriesOf(api)).map(({ result }) => result))).toEqual(new Set(['refused']));
});

test('what cannot be written down does not happen', async (api) => {
  await setUpTwilio(api);
  const job = await jobWith(api, []);
  await whileLocked(api.database, 'SELECT FROM audit_heads FOR UPDATE', async () => {
    expect((await askAgain(api, job)).status).toBe(503);
  });
  expect(await askedOf(api, job)).toEqual([]);
});
