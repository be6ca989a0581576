import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { lookAtRecipients } from '../../src/jobs/look-at-recipients.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { NO_TRACES } from '../support/api.js';
import { addConsenting, numberOf, withBroadcasts } from '../support/broadcast.js';
import { addCallable, setUpTwilio } from '../support/outbound-calls.js';

const PEOPLE = Array.from({ length: 12 }, (_, n) => ({ phone: numberOf(n) }));

const lookAt = (parameters: object, selection: object = { all: true }) => ({
  body: {
    ...{ type: 'enqueue_outbound_calls', selection },
    parameters: { from: '+14155550100', twiml: '<Response/>', ...parameters },
  },
});

test('a dry run counts apart whom the cap of the day leaves out, and how long the others take', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api, { perSecond: 1 });
    await addCallable(api, [...PEOPLE, { phone: numberOf(3) }]);
    await addConsenting(api, [{ phone: numberOf(77) }]);
    const asked = async (parameters: object, selection?: object) =>
      (await api.ask('/api/v1/jobs?dryRun=true', lookAt(parameters, selection))).body;
    const left = (code: string, count: number) => ({ code, count });
    expect(await asked({ perDay: 5 })).toMatchObject({
      estimatedSeconds: 5,
      recipients: {
        ...{ looked: { value: 14, isExact: true }, reached: 5, perSecond: 1 },
        skipped: [left('capped', 7), left('duplicate', 1), left('no_consent', 1)],
      },
    });
    expect(await asked({ perDay: 12 })).toMatchObject({
      ...{ estimatedSeconds: 12, recipients: { reached: 12, skipped: [left('duplicate', 1), left('no_consent', 1)] } },
    });
    // A minute that all of the United States never have at once, whatever the time is.
    const ids = await addCallable(api, [{ phone: '+12125550100' }]);
    for (const [until, recipients] of [
      ['24:00', { reached: 1, skipped: [] }],
      ['00:01', { reached: 0, skipped: [left('outside_hours', 1)] }],
    ] as const) {
      expect(await asked({ hours: { from: '00:00', until } }, { ids })).toMatchObject({ recipients });
    }
    expect(await api.traces()).toEqual(NO_TRACES);
  }));

test('a dry run shows what is said to one of them, with what a lead has written escaped', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, [{ name: 'Ada <Play>&', phone: numberOf(1) }]);
    const twiml = '<Response><Say>Hello {{name}}</Say></Response>';
    const { body } = await api.ask('/api/v1/jobs?dryRun=true', lookAt({ twiml }));
    expect(body).toMatchObject({
      recipients: {
        preview: {
          target: { id: 1, name: 'Ada <Play>&' },
          texts: [expect.stringMatching(/^<Response><Say>Hello Ada &lt;Play&gt;&amp;<\/Say><\/Response>$/)],
        },
      },
    });
  }));

test('a look counts apart who is called outside of the hours', () =>
  withBroadcasts(async (api) => {
    await addCallable(api, [...PEOPLE, { phone: '+12125550100' }]);
    const business = new Business(await api.database.as('bulkgate_api'), 1);
    const selected = { targets: leadTargets, selection: { kind: 'all' } as const, perDay: 10 };
    const when = { hours: { from: '09:00', until: '17:00' }, at: new Date('2026-03-02T09:30:00Z') };
    const reach = { businessId: 1, channel: 'phone', countries: ['DE', 'US'], when } as const;
    expect(await lookAtRecipients(business, selected, reach, 60_000)).toEqual({
      ...{ looked: 13, isWhole: true, reached: 10, first: 1 },
      skipped: [
        { code: 'capped', count: 2 },
        { code: 'outside_hours', count: 1 },
      ],
    });
  }));
