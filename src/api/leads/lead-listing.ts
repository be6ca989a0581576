import { z } from 'zod';
import { type LeadRow, listLeads } from '../../db/repositories/lead-reads.js';
import type { Business } from '../../db/business.js';
import { leadFilterSchema } from '../../operations/definitions/lead-targets.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

/** Ids in a query string are text. */
const idText = z.string().regex(/^[1-9]\d{0,15}$/, { error: 'must be a positive integer' });
const LEAD_ID = '[1-9][0-9]{0,14}';

/** The fields of `selection.filter`, as query strings, and paging. */
export const leadListQuery = leadFilterSchema.extend({
  importId: idText
    .transform(Number)
    .pipe(z.int().positive())
    .optional()
    .meta({ query: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }),
  limit: limitField,
  cursor: cursorField(LEAD_ID),
});

export const leadSchema = z.object({
  id: z.int(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  status: z.string(),
  source: z.string(),
  importId: z.int().nullable(),
  createdAt: z.iso.datetime(),
});

/** Leads of a business, so that a person sees what an operation has done. */
export async function leadPage(business: Business, query: z.infer<typeof leadListQuery>): Promise<Page<LeadRow>> {
  const { limit, cursor, ...filter } = query;
  const leads = await listLeads(business, filter, Number(cursor ?? 0), limit + 1);
  return pageOf(leads, limit, ({ id }) => id);
}
