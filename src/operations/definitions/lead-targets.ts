import { z } from 'zod';
import type { SqlCondition, TargetTable } from '../definition.js';

/**
 * As PostgreSQL can read it: it knows no year 0 and no offset of 16 hours or more (SQLSTATE 22008, 22009). As patterns,
 * which the document of the API can say, too.
 */
const moment = z.iso
  .datetime({ offset: true })
  .regex(/^(\d{3}[1-9]|\d{2}[1-9]\d|\d[1-9]\d{2}|[1-9]\d{3})-/, { error: 'must be in year 1 or later' })
  .regex(/(Z|[+-](0\d|1[0-5]):\d\d)$/, { error: 'must have an offset under 16 h' });

/** What leads can be filtered by: the same fields for `GET /leads` and for a bulk operation's selection. */
export const leadFilterSchema = z.strictObject({
  status: z.string().min(1).max(50).optional(),
  source: z.string().min(1).max(50).optional(),
  /** Part of name, phone or e-mail, whatever the case. */
  text: z.string().min(1).max(200).optional(),
  createdBefore: moment.optional(),
  createdAfter: moment.optional(),
  importId: z.int().positive().optional(),
});

export type LeadFilter = z.infer<typeof leadFilterSchema>;

/** The filter as SQL over the columns of `leads`. An empty filter is TRUE. */
export function leadFilterCondition(filter: LeadFilter, firstParameter: number): SqlCondition {
  const parts: string[] = [];
  const parameters: unknown[] = [];
  const add = (part: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    parts.push(part(`$${firstParameter + parameters.length}`));
    parameters.push(value);
  };
  add((p) => `status = ${p}`, filter.status);
  add((p) => `source = ${p}`, filter.source);
  add((p) => `created_at < ${p}::timestamptz`, filter.createdBefore);
  add((p) => `created_at > ${p}::timestamptz`, filter.createdAfter);
  add((p) => `import_id = ${p}`, filter.importId);
  add((p) => `(name ILIKE ${p} OR phone ILIKE ${p} OR email ILIKE ${p})`, filter.text && likePattern(filter.text));
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), parameters };
}

/** The text taken literally: LIKE's own signs are escaped. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

export const leadTargets: TargetTable = {
  table: 'leads',
  filterSchema: leadFilterSchema,
  filterCondition: leadFilterCondition,
};
