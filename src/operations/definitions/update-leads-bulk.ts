import { z } from 'zod';
import type { RowsDefinition } from '../definition.js';
import { MAX_LEAD_TEXT, MOST_TAGS } from '../lead-limits.js';
import { lineText } from '../line-text.js';
import { DEFAULT_POLICY } from '../policy.js';
import type { Protection } from '../protection.js';
import { type NewValue, updateTargets } from '../update-targets.js';
import { leadTargets } from './lead-targets.js';

const tags = z
  .array(lineText(MAX_LEAD_TEXT.tags))
  .min(1)
  .max(MOST_TAGS)
  .transform((given) => [...new Set(given)]);

const tagChanges = z
  .strictObject({
    add: tags.optional().describe('Tags that each lead has afterwards'),
    remove: tags.optional().describe('Tags that no lead has afterwards'),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: 'give add or remove' })
  .check(({ value: { add = [], remove = [] }, issues }) => {
    for (const [index, tag] of remove.entries()) {
      if (!add.includes(tag)) continue;
      issues.push({ code: 'custom', path: ['remove', index], input: tag, message: 'is to be added as well' });
    }
  })
  .meta({ id: 'TagChanges', minProperties: 1 });

const parameters = z
  .strictObject({
    status: lineText(MAX_LEAD_TEXT.status).optional().describe('The new status'),
    owner: lineText(MAX_LEAD_TEXT.owner)
      .nullable()
      .optional()
      .describe('Who works on the leads from now on; null: nobody'),
    source: lineText(MAX_LEAD_TEXT.source).optional().describe('The new source'),
    tags: tagChanges.optional().describe(`Tags to add and to remove; a lead has at most ${MOST_TAGS}`),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: 'give status, owner, source or tags' })
  .meta({ id: 'LeadChanges', minProperties: 1 });

/** The table does not keep them either, but would let the whole chunk fail. */
const TOO_MANY_TAGS: Protection = { where: `cardinality(new_tags) > ${MOST_TAGS}`, code: 'too_many_tags' };

type LeadChanges = z.infer<typeof parameters>;

export const updateLeadsBulk: RowsDefinition<LeadChanges> = {
  type: 'update_leads_bulk',
  summary: 'Update leads',
  policy: DEFAULT_POLICY,
  targets: leadTargets,
  kind: 'rows',
  parameters,
  isArchived: true,
  act: (sql, chunk, changes) =>
    updateTargets(sql, leadTargets, chunk, newValuesOf(changes), changes.tags && TOO_MANY_TAGS),
};

function newValuesOf({ status, owner, source, tags: tagsToChange }: LeadChanges): Record<string, NewValue> {
  const to =
    (text: string | null): NewValue =>
    (parameter) =>
      `${parameter(text)}::text`;
  return {
    ...(status === undefined ? {} : { status: to(status) }),
    ...(owner === undefined ? {} : { owner: to(owner) }),
    ...(source === undefined ? {} : { source: to(source) }),
    ...(tagsToChange === undefined ? {} : { tags: changedTags(tagsToChange) }),
  };
}

/** Those that stay keep their order, and new ones come behind them. */
function changedTags({ add = [], remove = [] }: NonNullable<LeadChanges['tags']>): NewValue {
  return (parameter) => {
    const others = (of: string, than: string): string =>
      `ARRAY(SELECT tag FROM unnest(${of}) WITH ORDINALITY AS each (tag, place) WHERE tag <> ALL(${than}) ORDER BY place)`;
    return `${others('tags', `${parameter(remove)}::text[]`)} || ${others(`${parameter(add)}::text[]`, 'tags')}`;
  };
}
