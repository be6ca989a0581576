import { expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import type { TestApi } from './api.js';
import { addLeads, type LeadColumns } from './leads.js';
import { testToken } from './test-token.js';

/** Business 1 gets an account for calls to Germany and the United States, at its full pace at once. */
export async function setUpTwilio({ ask, redis }: TestApi, { perSecond = 100 } = {}): Promise<void> {
  const body = { accountSid: `AC${'0'.repeat(32)}`, perSecond, countries: ['DE', 'US'], authToken: 'an-auth-token' };
  const token = await testToken(1, 'admin');
  expect((await ask('/api/v1/channels/phone', { method: 'PUT', token, body })).status).toBe(200);
  await redis.hset('bulk_gate:provider_pace:phone:1', { rate: perSecond, next: 1, last: 1 });
}

/** Leads who have consented to calls. @returns their ids */
export async function addCallable(
  { dataSource }: Pick<TestApi, 'dataSource'>,
  leads: readonly LeadColumns[],
): Promise<number[]> {
  const ids = await addLeads(dataSource, 1, leads);
  await dataSource.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT 1, unnest($1::bigint[]), 'phone', 'web form', now()`,
    [ids],
  );
  return ids;
}

/** Calls all leads. @returns the id of the job */
export async function startCalls({ ask }: TestApi, changed: object = {}): Promise<string> {
  const parameters = { from: '+14155550100', twiml: '<Response><Say>Hello</Say></Response>', ...changed };
  const body = { type: 'enqueue_outbound_calls', selection: { all: true }, parameters };
  const { status, body: job } = await ask<Pick<Job, 'id'>>('/api/v1/jobs', { body });
  expect([status, job]).toEqual([202, expect.anything()]);
  return job.id;
}
