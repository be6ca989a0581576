import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

const SEEN = { channel_events: 'business_id, received_at' } as const;

const FINDER = 'find_purgeable_channel_events(retention_days integer, at_most integer)';

/**
 * What webhooks have said of messages, stored before they are answered. A provider sends the same more than once: the key
 * keeps one of each. Nothing of a person is in it: a message is named by its references.
 */
export class CreateChannelEvents1764000000063 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channel_events (
        business_id integer NOT NULL CHECK (business_id > 0),
        channel text NOT NULL CHECK (channel IN ('whatsapp', 'phone')),
        provider_reference text NOT NULL CHECK (char_length(provider_reference) BETWEEN 1 AND 200),
        state text NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'failed')),
        reference text CHECK (char_length(reference) BETWEEN 1 AND 200),
        code text,
        happened_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (business_id, channel, provider_reference, state)
      )`);
    // Serves the purge.
    await runner.query('CREATE INDEX channel_events_received ON channel_events (received_at)');
    await runner.query(
      rowLevelSecurityOn('channel_events', { api: 'SELECT, INSERT', worker: 'SELECT, UPDATE, DELETE' }),
    );
    await runner.query(visibleToFinders(SEEN));
    await runner.query(
      definerFunction({
        signature: FINDER,
        returns: 'TABLE (business_id integer)',
        body: `SELECT DISTINCT old.business_id FROM (
                 SELECT e.business_id FROM public.channel_events e
                  WHERE e.received_at < clock_timestamp() - make_interval(days => retention_days)
                  ORDER BY e.received_at LIMIT at_most) old`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_worker',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${FINDER}`);
    await runner.query(hiddenFromFinders(SEEN));
    await runner.query('DROP TABLE channel_events');
  }
}
