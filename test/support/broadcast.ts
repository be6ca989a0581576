import { expect } from '@jest/globals';
import type { PlanText } from '../../scripts/stack/messaging-provider/plan.mjs';
import type { Job } from '../../src/operations/job.js';
import type { Policy, PolicyOverrides } from '../../src/operations/policy.js';
import { type TestApi, withApi } from './api.js';
import { withCleanups } from './cleanups.js';
import { addLeads, type LeadColumns } from './leads.js';
import { MessagingProviderProcess } from './messaging-provider.js';
import { FAST_CANARY } from './system.js';
import { testToken } from './test-token.js';

const TYPE = 'broadcast_whatsapp';

/** Chunks of five messages, each a batch. A worker that has died over one is noticed within seconds. */
const POLICY: PolicyOverrides[string] = {
  ...FAST_CANARY.canary_increment,
  ...{ batchSize: 5, lockTtlSeconds: 600, maxRuntimeSeconds: 100, maxOutageSeconds: 3_600 },
};

export interface BroadcastApi extends TestApi {
  readonly provider: MessagingProviderProcess;
}

/** An API whose workers send by way of the stand-in for WhatsApp and Twilio. @param changed of the policy */
export function withBroadcasts(
  test: (api: BroadcastApi) => Promise<void>,
  changed: Partial<Policy> = {},
): Promise<void> {
  const policy = { ...POLICY, ...changed };
  const policies = { [TYPE]: policy, enqueue_outbound_calls: policy };
  return withWhatsApp((provider, environment) =>
    withApi({ policies, environment }, (api) => test({ ...api, provider })),
  );
}

/** The stand-in for WhatsApp and Twilio, and what an API and its workers need to be told so that they send by way of it. */
export function withWhatsApp(
  test: (provider: MessagingProviderProcess, environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
    await test(provider, { WHATSAPP_API_URL: `${provider.url}/v23.0`, TWILIO_API_URL: provider.url });
  });
}

/** Where the webhooks of a business go, as a plan of the stand-in takes it. */
export async function webhooksOf({ ask, url }: TestApi): Promise<NonNullable<PlanText['whatsapp']>> {
  const { items } = (await ask<{ items: { sender: string; webhookPath: string }[] }>('/api/v1/channels')).body;
  const { sender, webhookPath } = items[0]!;
  return { [sender]: { url: `${url}${webhookPath}`, appSecret: 'an-app-secret' } };
}

/** The business gets an account, at its full pace at once. */
export async function setUpWhatsApp(
  { ask, redis }: TestApi,
  {
    perSecond = 1_000,
    businessId = 1,
    peoplePerDay,
  }: { readonly perSecond?: number; readonly businessId?: number; readonly peoplePerDay?: number } = {},
): Promise<void> {
  const body = {
    ...{ phoneNumberId: String(106_540_352_242_921 + businessId), perSecond, peoplePerDay, countries: ['DE'] },
    ...{ accessToken: 'an-access-token', appSecret: 'an-app-secret', verifyToken: 'a-verify-token' },
  };
  const token = await testToken(businessId, 'admin');
  expect((await ask('/api/v1/channels/whatsapp', { method: 'PUT', token, body })).status).toBe(200);
  await redis.hset(`bulk_gate:provider_pace:whatsapp:${businessId}`, { rate: perSecond, next: 1, last: 1 });
}

/** A number of its own for each. */
export const numberOf = (n: number): string => `+4917000${String(n).padStart(5, '0')}`;

/** The number of the n-th lead of a business, of at most 1,000. */
export const numberIn = (businessId: number, n: number): string => numberOf(businessId * 1_000 + n);

export const peopleIn = (businessId: number, count: number): LeadColumns[] =>
  Array.from({ length: count }, (_, n) => ({ name: `Lead ${n}`, phone: numberIn(businessId, n) }));

/** Leads who have consented to WhatsApp. @returns their ids */
export async function addConsenting(
  { dataSource }: TestApi,
  leads: readonly LeadColumns[],
  businessId = 1,
): Promise<number[]> {
  const ids = await addLeads(dataSource, businessId, leads);
  await dataSource.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT $2, unnest($1::bigint[]), 'whatsapp', 'web form', now()`,
    [ids, businessId],
  );
  return ids;
}

/** @returns the id of the job */
export async function startBroadcast(
  api: TestApi,
  parameters: object = {},
  { businessId = 1, ...options }: { readonly businessId?: number; readonly parallelism?: number } = {},
): Promise<string> {
  const body = {
    ...{ type: TYPE, selection: { all: true }, options },
    parameters: { template: 'spring_letter', language: 'en', ...parameters },
  };
  const token = await testToken(businessId);
  const { status, body: job } = await api.ask<Pick<Job, 'id'>>('/api/v1/jobs', { body, token });
  expect([status, job]).toEqual([202, expect.anything()]);
  return job.id;
}

/**
 * What the provider has taken, against what the outbox says: nobody has got it twice, who is accepted has got it, and who has
 * got it is accepted or unknown.
 *
 * @param jobIds all jobs that have sent anything to the people of the test
 * @returns how many are in each state
 */
export async function expectNobodyTwice(api: BroadcastApi, ...jobIds: string[]): Promise<Record<string, number>> {
  const recipients = await api.provider.everybody();
  const got = Object.entries(recipients).flatMap(([to, seen]) => (seen.got > 0 ? [[to, seen.got] as const] : []));
  expect(got.filter(([, times]) => times > 1)).toEqual([]);
  const rows = await api.dataSource.query<{ address: string | null; state: string }[]>(
    'SELECT address, state FROM outbox WHERE job_id = ANY ($1::uuid[])',
    [jobIds],
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

/**
 * An ended job has left nothing open, and its counters are those of its messages: each target is accepted, failed, unknown,
 * skipped or not attempted. An answer that came after its chunk was closed has made an unknown one accepted, or failed.
 *
 * @returns how many are in each state
 */
export async function expectAccountedFor({ dataSource }: TestApi, job: Job): Promise<Record<string, number>> {
  const found = await dataSource.query<{ state: string; count: number }[]>(
    `SELECT state, count(*)::int AS count FROM outbox WHERE job_id = $1 GROUP BY state`,
    [job.id],
  );
  const counts = Object.fromEntries(found.map(({ state, count }) => [state, count]));
  const { accepted = 0, failed = 0, unknown = 0, skipped = 0, ...open } = counts;
  expect(open).toEqual({});
  expect([accepted + failed + unknown, skipped]).toEqual([job.succeeded + job.failed, job.skipped]);
  expect(accepted).toBeGreaterThanOrEqual(job.succeeded);
  const [left] = await dataSource.query<{ chunks: number }[]>(
    `SELECT count(*)::int AS chunks FROM job_batches WHERE job_id = $1 AND finished_at IS NULL`,
    [job.id],
  );
  expect(left).toEqual({ chunks: 0 });
  return counts;
}
