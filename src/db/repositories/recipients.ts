import type { Channel } from '../../channels/channel.js';
import type { OptOut } from '../../channels/channel-event.js';
import type { Sql } from '../../operations/definition.js';

interface LeadToReach {
  readonly id: number;
  /** As it was written. */
  readonly phone: string | null;
  /** The lead's own, for this channel. */
  readonly hasConsent: boolean;
}

/** In the order of their ids. */
export function leadsToReach(
  sql: Sql,
  businessId: number,
  channel: Channel,
  leadIds: readonly number[],
): Promise<LeadToReach[]> {
  return sql.query(
    `SELECT l.id, l.phone, EXISTS (SELECT FROM consents c
              WHERE c.lead_id = l.id AND c.channel = $2 AND c.business_id = $1) AS "hasConsent"
       FROM leads l WHERE l.business_id = $1 AND l.id = ANY ($3::bigint[]) ORDER BY l.id`,
    [businessId, channel, leadIds],
  );
}

/** Those of the addresses that want nothing over this channel. @param addresses in E.164 */
export async function findOptOuts(
  sql: Sql,
  businessId: number,
  channel: Channel,
  addresses: readonly string[],
): Promise<Set<string>> {
  const rows = await sql.query<{ address: string }>(
    'SELECT address FROM opt_outs WHERE business_id = $1 AND channel = $2 AND address = ANY ($3::text[])',
    [businessId, channel, addresses],
  );
  return new Set(rows.map(({ address }) => address));
}

/**
 * The first opt-out of an address stays. All in one statement and one order, so that two who record the same people do not
 * wait for each other. Those of one transaction therefore have to come at once.
 */
export async function addOptOuts(
  sql: Sql,
  businessId: number,
  channel: Channel,
  optOuts: readonly OptOut[],
): Promise<void> {
  if (optOuts.length === 0) return;
  await sql.query(
    `INSERT INTO opt_outs (business_id, channel, address, source, opted_out_at)
     SELECT $1, $2, address, source, clock_timestamp()
       FROM unnest($3::text[], $4::text[]) AS o (address, source) ORDER BY address
     ON CONFLICT DO NOTHING`,
    [businessId, channel, optOuts.map(({ address }) => address), optOuts.map(({ source }) => source)],
  );
}
