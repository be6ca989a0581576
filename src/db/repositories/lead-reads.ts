import { type LeadFilter, leadFilterCondition, likePattern } from '../../operations/definitions/lead-targets.js';
import type { Business } from '../business.js';

export interface LeadRow {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly source: string;
  readonly importId: number | null;
  readonly createdAt: Date;
}

const COLUMNS = 'id, name, phone, email, status, source, import_id AS "importId", created_at AS "createdAt"';

/** Leads that are looked at one by one before the index is asked: 15 ms. A frequent text fills its page within them. */
const AHEAD = 5_000;
/** A text that more leads have is frequent: the walk meets them sooner than the index can list them. */
const MAX_CANDIDATES = 2_000;
/** The index knows words by their groups of three letters. A text without any is only found by a walk. */
const INDEXED = /[\p{L}\p{N}]{3}/u;

/** Leads of a business by ascending id, above `afterId`: the walk of a bulk operation, with the very same filter. */
export function listLeads(business: Business, filter: LeadFilter, afterId: number, limit: number): Promise<LeadRow[]> {
  const { text } = filter;
  if (text !== undefined) return searchLeads(business, { ...filter, text }, afterId, limit);
  const condition = leadFilterCondition(filter, 4);
  return business.query<LeadRow>(
    `SELECT ${COLUMNS} FROM leads WHERE business_id = $1 AND id > $2 AND (${condition.sql}) ORDER BY id LIMIT $3`,
    [business.id, afterId, limit, ...condition.parameters],
  );
}

/**
 * One page of the leads that have a text, by ascending id. The planner would have to know how many leads have the text to
 * choose between walking along the ids and asking the index, and guesses; each is a thousand times slower than the other
 * where it is wrong. So the walk goes a few steps, then the index is asked, and where it knows of too many the walk goes on.
 */
async function searchLeads(
  business: Business,
  filter: LeadFilter & { readonly text: string },
  afterId: number,
  limit: number,
): Promise<LeadRow[]> {
  const { timeoutMs } = business;
  const deadlineMs = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  const condition = leadFilterCondition(filter, 5);
  const read = <Row>(statement: string, parameters: readonly unknown[]): Promise<Row[]> =>
    business.query<Row>(statement, parameters, deadlineMs && Math.max(1, Math.ceil(deadlineMs - performance.now())));
  const page = (from: string, value: unknown): Promise<LeadRow[]> =>
    read(`SELECT ${COLUMNS} FROM ${from} AND (${condition.sql}) ORDER BY id LIMIT $3`, [
      business.id,
      afterId,
      limit,
      value,
      ...condition.parameters,
    ]);

  const near = await page(
    '(SELECT * FROM leads WHERE business_id = $1 AND id > $2 ORDER BY id LIMIT $4) AS leads WHERE true',
    AHEAD,
  );
  if (near.length === limit) return near;
  if (INDEXED.test(filter.text)) {
    const candidates = await read<{ leadId: number }>(
      'SELECT lead_id AS "leadId" FROM find_leads_by_text($1, $2, $3)',
      [likePattern(filter.text), afterId, MAX_CANDIDATES],
    );
    if (candidates.length < MAX_CANDIDATES) {
      const ids = candidates.map(({ leadId }) => leadId);
      return page('leads WHERE business_id = $1 AND id > $2 AND id = ANY($4::bigint[])', ids);
    }
  }
  return page('leads WHERE business_id = $1 AND id > $2 AND id > $4', afterId);
}
