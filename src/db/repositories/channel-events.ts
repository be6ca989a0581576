import type { Channel } from '../../channels/channel.js';
import type { ChannelEvent } from '../../channels/channel-event.js';
import { messageNamed } from '../../channels/message-reference.js';
import type { Sql } from '../../operations/definition.js';

/**
 * Keeps an event of a message of the business, once, and raises the state of the message. What belongs to no message leaves
 * nothing behind.
 *
 * One at a time, each committed by itself: whoever ends a job locks its messages in an order of his own, and a transaction with
 * several of them could wait for him while he waits for it.
 */
export async function recordChannelEvent(sql: Sql, channel: Channel, event: ChannelEvent): Promise<void> {
  const { reference, providerReference, state, code, happenedAt } = event;
  const message = messageNamed(reference);
  await sql.query('SELECT record_channel_event($1, $2, $3, $4, $5, $6, $7, $8)', [
    channel,
    message && reference,
    message?.jobId ?? null,
    message?.targetId ?? null,
    providerReference,
    state,
    code,
    happenedAt,
  ]);
}
