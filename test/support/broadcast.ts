import { expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { type TestApi, withApi } from './api.js';
import { withCleanups } from './cleanups.js';
import { addLeads, type LeadColumns } from './leads.js';
import { MessagingProviderProcess } from './messaging-provider.js';
import { FAST_CANARY } from './system.js';
import { testToken } from './test-token.js';

const TYPE = 'broadcast_whatsapp';

/** Chunks of five messages, each a batch. A worker that has died over one is noticed within seconds. */
const POLICIES: PolicyOverrides = {
  [TYPE]: {
    ...FAST_CANARY.canary_increment,
    ...{ batchSize: 5, lockTtlSeconds: 600, maxRuntimeSeconds: 100, maxOutageSeconds: 3_600 },
  },
};

export interface BroadcastApi extends TestApi {
  readonly provider: MessagingProviderProcess;
}

/** An API whose workers send by way of the stand-in for WhatsApp. */
export function withBroadcasts(test: (api: BroadcastApi) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
    const environment = { WHATSAPP_API_URL: `${provider.url}/v23.0` };
    await withApi({ policies: POLICIES, environment }, (api) => test({ ...api, provider }));
  });
}

/** The business of the test gets an account, at its full pace at once. */
export async function setUpWhatsApp({ ask, redis }: TestApi, { perSecond = 1_000 } = {}): Promise<void> {
  const body = {
    ...{ phoneNumberId: '106540352242922', perSecond, countries: ['DE'] },
    ...{ accessToken: 'an-access-token', appSecret: 'an-app-secret', verifyToken: 'a-verify-token' },
  };
  const token = await testToken(1, 'admin');
  expect((await ask('/api/v1/channels/whatsapp', { method: 'PUT', token, body })).status).toBe(200);
  await redis.hset('bulk_gate:provider_pace:whatsapp:1', { rate: perSecond, next: 1, last: 1 });
}

/** A number of its own for each. */
export const numberOf = (n: number): string => `+4917000${String(n).padStart(5, '0')}`;

/** Leads who have consented to WhatsApp. @returns their ids */
export async function addConsenting({ dataSource }: TestApi, leads: readonly LeadColumns[]): Promise<number[]> {
  const ids = await addLeads(dataSource, 1, leads);
  await dataSource.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT 1, unnest($1::bigint[]), 'whatsapp', 'web form', now()`,
    [ids],
  );
  return ids;
}

/** @returns the id of the job */
export async function startBroadcast(api: TestApi, parameters: object = {}): Promise<string> {
  const body = {
    ...{ type: TYPE, selection: { all: true } },
    parameters: { template: 'spring_letter', language: 'en', ...parameters },
  };
  const { status, body: job } = await api.ask<Pick<Job, 'id'>>('/api/v1/jobs', { body });
  expect([status, job]).toEqual([202, expect.anything()]);
  return job.id;
}

/**
 * What the provider has taken, against what the job says: nobody has got it twice, who is accepted has got it, and who has got
 * it is accepted or unknown.
 *
 * @returns how many are in each state
 */
export async function expectNobodyTwice(api: BroadcastApi, jobId: string): Promise<Record<string, number>> {
  const recipients = await api.provider.everybody();
  const got = Object.entries(recipients).flatMap(([to, seen]) => (seen.got > 0 ? [[to, seen.got] as const] : []));
  expect(got.filter(([, times]) => times > 1)).toEqual([]);
  const rows = await api.dataSource.query<{ address: string | null; state: string }[]>(
    'SELECT address, state FROM outbox WHERE job_id = $1',
    [jobId],
  );
  const reached = new Set(got.map(([to]) => to));
  const accepted = rows.filter(({ state }) => state === 'accepted');
  expect(accepted.filter(({ address }) => !reached.has(address ?? ''))).toEqual([]);
  const known = new Set(rows.flatMap(({ state, address }) => (/accepted|unknown/.test(state) ? [address] : [])));
  expect([...reached].filter((to) => !known.has(to))).toEqual([]);
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
