import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { lookAtRecipients } from '../../src/jobs/look-at-recipients.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { NO_TRACES } from '../support/api.js';
import { addConsenting, numberOf, setUpWhatsApp, withBroadcasts } from '../support/broadcast.js';
import { addLeads } from '../support/leads.js';

interface DryRun {
  readonly count: object;
  readonly estimatedSeconds: number;
  readonly recipients: { readonly skipped: readonly { readonly code: string; readonly count: number }[] } | null;
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

test('a look for which there is no time says that it has not seen all of them', () =>
  withBroadcasts(async (api) => {
    await addConsenting(api, [{ phone: numberOf(1) }]);
    const business = new Business(await api.database.as('bulkgate_api'), 1);
    const selected = { targets: leadTargets, selection: { kind: 'all' } as const };
    const reach = { businessId: 1, channel: 'whatsapp', countries: ['DE'] } as const;
    const nothing = { looked: 0, isWhole: false, reached: 0, skipped: [] };
    expect(await lookAtRecipients(business, selected, reach, 0)).toEqual(nothing);
    expect(await lookAtRecipients(business, selected, reach, 60_000)).toEqual({
      ...{ looked: 1, isWhole: true, reached: 1, skipped: [] },
    });
  }));
