import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { lookAtRecipients } from '../../src/jobs/look-at-recipients.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { beginJob, finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from '../support/accepted-job.js';
import { NO_TRACES, type TestApi } from '../support/api.js';
import { addConsenting, numberIn, numberOf, peopleIn, setUpWhatsApp, withBroadcasts } from '../support/broadcast.js';
import { addLeads } from '../support/leads.js';

interface DryRun {
  readonly count: object;
  readonly estimatedSeconds: number;
  readonly recipients: {
    readonly budget: object | null;
    readonly preview: object | null;
    readonly skipped: readonly { readonly code: string; readonly count: number }[];
  } | null;
}

const lookAt = (selection: object, type = 'broadcast_whatsapp') => ({
  body: {
    ...{ type, selection },
    ...(type === 'broadcast_whatsapp' ? { parameters: { template: 'spring_letter', language: 'en' } } : {}),
  },
});
const DRY_RUN = '/api/v1/jobs?dryRun=true';

test('a dry run says how many would be reached, why the others are not, and how long that takes at the pace of the account', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api, { perSecond: 2 });
    await addConsenting(api, [
      ...Array.from({ length: 40 }, (_, n) => ({ phone: numberOf(n) })),
      { phone: numberOf(7) },
      { phone: '+49 170 00 000 07' },
      { phone: '0170 3333333' },
      { phone: null },
      { phone: '+41791234567' },
      { phone: '+491704444444' },
    ]);
    await addLeads(api.dataSource, 1, [{ phone: '+491705555555' }]);
    await addLeads(api.dataSource, 2, [{ phone: '+491706666666' }]);
    await api.dataSource.query(`INSERT INTO opt_outs VALUES (1, 'whatsapp', '+491704444444', 'reply', now())`);
    const { body: all } = await api.ask<DryRun>(DRY_RUN, lookAt({ all: true }));
    expect(all).toMatchObject({
      ...{ count: { value: 47, isExact: true }, estimatedSeconds: 20 },
      recipients: { looked: { value: 47, isExact: true }, reached: 40, perSecond: 2 },
    });
    const reasons = all.recipients!.skipped.map(({ code, count }) => [code, count]);
    expect(reasons.slice(0, 2).map(([, count]) => count)).toEqual([2, 2]);
    expect(Object.fromEntries(reasons)).toEqual({
      ...{ duplicate: 2, no_number: 2, other_country: 1, opted_out: 1, no_consent: 1 },
    });
    const { body: some } = await api.ask<DryRun>(DRY_RUN, lookAt({ ids: [1, 41, 99_999] }));
    expect(some.recipients).toMatchObject({ looked: { value: 3, isExact: true }, reached: 2, skipped: [] });
    const { body: rows } = await api.ask<DryRun>(DRY_RUN, lookAt({ all: true }, 'delete_leads_bulk'));
    expect(rows.recipients).toBeNull();
    // No number leaves it.
    expect(JSON.stringify([all, some])).not.toContain('4917');
    expect(await api.traces()).toEqual(NO_TRACES);
  }));

test('a dry run shows the message as the first who would be reached gets it', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    await addLeads(api.dataSource, 1, [{ name: 'Without consent', phone: numberOf(1) }]);
    const [ada, bob] = await addConsenting(api, [
      { name: 'Ada Adler', phone: numberOf(2), status: 'new' },
      { name: 'Bob Berg', phone: numberOf(3), email: 'bob@example.org' },
    ]);
    const previewOf = async (selection: object, ...placeholders: string[]) => {
      const parameters = { template: 'spring_letter', language: 'en', placeholders };
      const body = { type: 'broadcast_whatsapp', selection, parameters };
      return (await api.ask<DryRun>(DRY_RUN, { body })).body.recipients!.preview;
    };
    const target = { id: ada, name: 'Ada Adler' };
    expect(await previewOf({ all: true }, 'Hello {{name}}', '20 %')).toEqual({
      target,
      texts: ['Hello Ada Adler', '20 %'],
    });
    expect(await previewOf({ all: true })).toEqual({ target, texts: [] });
    expect(await previewOf({ all: true }, '{{name}}', '{{email}}')).toEqual({ target, texts: null });
    expect(await previewOf({ ids: [1, bob] }, '{{email}}')).toEqual({
      ...{ target: { id: bob, name: 'Bob Berg' }, texts: ['bob@example.org'] },
    });
    expect(await previewOf({ ids: [1] }, '{{name}}')).toBeNull();
  }));

test('a look for which there is no time says that it has not seen all of them', () =>
  withBroadcasts(async (api) => {
    await addConsenting(api, [{ phone: numberOf(1) }]);
    const business = new Business(await api.database.as('bulkgate_api'), 1);
    const selected = { targets: leadTargets, selection: { kind: 'all' } as const };
    const reach = { businessId: 1, channel: 'whatsapp', countries: ['DE'] } as const;
    const nothing = { looked: 0, isWhole: false, reached: 0, first: null, skipped: [] };
    expect(await lookAtRecipients(business, selected, reach, 0)).toEqual(nothing);
    expect(await lookAtRecipients(business, selected, reach, 60_000)).toEqual({
      ...{ looked: 1, isWhole: true, reached: 1, first: 1, skipped: [] },
    });
  }));

test('a dry run says what is left of the people of a day, and how many would go beyond it', () =>
  withBroadcasts(async (api) => {
    const budgetOf = async () => (await api.ask<DryRun>(DRY_RUN, lookAt({ all: true }))).body.recipients!.budget;
    await setUpWhatsApp(api);
    await addConsenting(api, peopleIn(1, 12));
    expect(await budgetOf()).toBeNull();
    await setUpWhatsApp(api, { peoplePerDay: 20 });
    expect(await budgetOf()).toEqual({ peoplePerDay: 20, used: 0, left: 20, beyond: 0 });

    const addresses = Array.from({ length: 9 }, (_, n) => numberIn(1, n));
    // Once more to the same person; by an operation over another channel; by another business; the day before.
    await sent(api, {}, [{ address: addresses[0]!, state: 'read' }]);
    await sent(api, { operationType: 'canary_message' }, [{ address: '+491706', state: 'accepted' }]);
    await sent(api, { businessId: 2 }, [{ address: '+491707', state: 'accepted' }]);
    const before = await sent(api, {}, [{ address: '+491708', state: 'accepted' }]);
    await api.dataSource.query(`UPDATE jobs SET finished_at = now() - interval '25 hours' WHERE id = $1`, [before]);
    await sent(api, { isLive: true }, [
      ...addresses.map((address) => ({ address, state: 'accepted' })),
      { address: '+491701', state: 'prepared' },
      { address: '+491702', state: 'failed', failedBy: 'provider' },
      { address: '+491703', state: 'failed', failedBy: 'webhook' },
      { address: '+491704', state: 'unknown' },
      { address: '+491705', state: 'delivered', hoursAgo: 25 },
      { address: null, state: 'skipped' },
    ]);
    expect(await budgetOf()).toEqual({ peoplePerDay: 20, used: 11, left: 9, beyond: 3 });
    // The budget is that of the account, which may have become smaller.
    await setUpWhatsApp(api, { peoplePerDay: 10 });
    expect(await budgetOf()).toEqual({ peoplePerDay: 10, used: 11, left: 0, beyond: 12 });
  }));

interface SentMessage {
  readonly address: string | null;
  readonly state: string;
  readonly failedBy?: string;
  readonly hoursAgo?: number;
}

/** A job that has sent these, and has ended unless it is live. @returns its id */
async function sent(
  { dataSource }: TestApi,
  { businessId = 1, operationType = 'broadcast_whatsapp', isLive = false },
  messages: readonly SentMessage[],
): Promise<string> {
  const business = new Business(dataSource, businessId);
  const id = await acceptedJob(dataSource, { businessId, operationType });
  await beginJob(business, id, { total: 100, upperBound: 100 }, null, true);
  await dataSource.query(
    `INSERT INTO outbox (job_id, business_id, stream_no, chunk_no, target_id, address, state, failed_by, state_at)
     SELECT $1, $2, 1, 1, n, m->>'address', (m->>'state')::message_state, m->>'failedBy',
            now() - COALESCE((m->>'hoursAgo')::integer, 0) * interval '1 hour'
       FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS given (m, n)`,
    [id, businessId, JSON.stringify(messages)],
  );
  if (!isLive) await finishJob(business, id, 'cancelled', null);
  return id;
}
