import type { DataSource } from 'typeorm';
import { type LeadFilter, leadFilterCondition } from '../../operations/definitions/lead-targets.js';
import { type Patience, readInBusiness } from '../transaction.js';
import { type LeadRow, searchLeads } from './lead-search.js';

/** Leads of a business by ascending id, above `afterId`: the walk of a bulk operation, with the very same filter. */
export function listLeads(
  dataSource: DataSource,
  businessId: number,
  filter: LeadFilter,
  afterId: number,
  limit: number,
  patience: Patience,
): Promise<LeadRow[]> {
  const { text } = filter;
  if (text !== undefined) {
    return searchLeads(dataSource, { businessId, filter: { ...filter, text }, afterId, limit }, patience);
  }
  const condition = leadFilterCondition(filter, 4);
  return readInBusiness<LeadRow>(
    dataSource,
    businessId,
    `SELECT id, name, phone, email, status, source, import_id AS "importId", created_at AS "createdAt"
       FROM leads WHERE business_id = $1 AND id > $2 AND (${condition.sql}) ORDER BY id LIMIT $3`,
    [businessId, afterId, limit, ...condition.parameters],
    patience,
  );
}
