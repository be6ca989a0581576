import { type LeadFilter, leadFilterCondition } from '../../operations/definitions/lead-targets.js';
import type { Business } from '../business.js';
import { type LeadRow, searchLeads } from './lead-search.js';

/** Leads of a business by ascending id, above `afterId`: the walk of a bulk operation, with the very same filter. */
export function listLeads(business: Business, filter: LeadFilter, afterId: number, limit: number): Promise<LeadRow[]> {
  const { text } = filter;
  if (text !== undefined) return searchLeads(business, { filter: { ...filter, text }, afterId, limit });
  const condition = leadFilterCondition(filter, 4);
  return business.query<LeadRow>(
    `SELECT id, name, phone, email, status, source, import_id AS "importId", created_at AS "createdAt"
       FROM leads WHERE business_id = $1 AND id > $2 AND (${condition.sql}) ORDER BY id LIMIT $3`,
    [business.id, afterId, limit, ...condition.parameters],
  );
}
