import { z } from 'zod';
import type { SqlCondition, TargetTable } from '../definition.js';
import { filterText } from '../filter-text.js';
import { moment, shownAfter, shownBefore } from '../moment.js';
import type { Protection } from '../protection.js';

/** What leads can be filtered by: the same fields for `GET /leads` and for a bulk operation's selection. */
export const leadFilterSchema = z.strictObject({
  status: filterText(50).optional(),
  source: filterText(50).optional(),
  owner: filterText(100).optional(),
  /** One of the lead's tags, whole. */
  tag: filterText(50).optional(),
  /** Part of name, phone or e-mail, whatever the case. */
  text: filterText(200).optional(),
  /** Both leave out the moment itself, and a lead whose `createdAt` is shown as that moment. */
  createdBefore: moment.optional(),
  createdAfter: moment.optional(),
  importId: z.int().positive().optional(),
});

leadFilterSchema.register(z.globalRegistry, { id: 'LeadFilter' });

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
  add((p) => `owner = ${p}`, filter.owner);
  add((p) => `tags @> ARRAY[${p}::text]`, filter.tag);
  add((p) => shownBefore('created_at', p), filter.createdBefore);
  add((p) => shownAfter('created_at', p), filter.createdAfter);
  add((p) => `import_id = ${p}`, filter.importId);
  add((p) => `(name ILIKE ${p} OR phone ILIKE ${p} OR email ILIKE ${p})`, filter.text && likePattern(filter.text));
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), parameters };
}

/** The text taken literally, anywhere: LIKE's own signs are escaped. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Leads that the law forbids to delete. */
export const LEGAL_HOLD: Protection = { where: 'legal_hold', code: 'legal_hold' };

export const leadTargets: TargetTable = {
  table: 'leads',
  tracksWrites: true,
  nameOf: 'name',
  filterSchema: leadFilterSchema,
  filterCondition: leadFilterCondition,
  dependants: [
    { table: 'notes', column: 'lead_id' },
    { table: 'tasks', column: 'lead_id' },
    { table: 'consents', column: 'lead_id' },
  ],
  references: [{ table: 'calls', column: 'lead_id' }],
};
