import type { Channel } from '../../channels/channel.js';
import type { ChannelEvent } from '../../channels/channel-event.js';
import type { Sql } from '../../operations/definition.js';

/** Keeps what is new of the events. In one order, so that two webhooks with the same ones do not wait for each other. */
export async function storeChannelEvents(
  sql: Sql,
  businessId: number,
  channel: Channel,
  events: readonly ChannelEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await sql.query(
    `INSERT INTO channel_events (business_id, channel, provider_reference, state, reference, code, happened_at)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
       AS e (provider_reference, state, reference, code, happened_at)
      ORDER BY provider_reference, state
     ON CONFLICT DO NOTHING`,
    [
      businessId,
      channel,
      events.map(({ providerReference }) => providerReference),
      events.map(({ state }) => state),
      events.map(({ reference }) => reference),
      events.map(({ code }) => code),
      events.map(({ happenedAt }) => happenedAt),
    ],
  );
}
