import { expect, test } from '@jest/globals';
import { purge } from '../../src/upkeep/purge.js';
import { withDatabase } from '../support/test-database.js';

test('events of channels are kept for as long as results are, in every business', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query(
      `INSERT INTO channel_events (business_id, channel, provider_reference, state, happened_at, received_at)
       SELECT business_id, 'whatsapp', reference, 'sent', now(), now() - make_interval(days => days)
         FROM unnest(ARRAY[1, 2]) AS b (business_id), (VALUES ('old', 31), ('new', 29)) AS e (reference, days)`,
    );
    await purge(await database.as('bulkgate_worker'), 30, new AbortController().signal);
    const left = 'SELECT business_id AS "businessId", provider_reference AS of FROM channel_events ORDER BY 1';
    expect(await dataSource.query(left)).toEqual([
      { businessId: 1, of: 'new' },
      { businessId: 2, of: 'new' },
    ]);
  }));
