import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { storeChannelEvents } from '../../src/db/repositories/channel-events.js';
import { purge } from '../../src/upkeep/purge.js';
import { withDatabase } from '../support/test-database.js';

const event = (providerReference: string) => ({
  ...{ providerReference, reference: null, state: 'sent' as const, code: null, happenedAt: new Date() },
});

test('events of channels are kept for as long as results are, in every business', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const api = await database.as('bulkgate_api');
    for (const businessId of [1, 2]) {
      const events = [event('old'), event('new')];
      await storeChannelEvents(new Business(api, businessId), businessId, 'whatsapp', events);
    }
    await dataSource.query(
      `UPDATE channel_events SET received_at = now() - interval '31 days' WHERE provider_reference = 'old'`,
    );
    await purge(await database.as('bulkgate_worker'), 30, new AbortController().signal);
    const left = 'SELECT business_id AS "businessId", provider_reference AS of FROM channel_events ORDER BY 1';
    expect(await dataSource.query(left)).toEqual([
      { businessId: 1, of: 'new' },
      { businessId: 2, of: 'new' },
    ]);
  }));
