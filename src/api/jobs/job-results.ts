import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listFailures } from '../../db/repositories/failure-reads.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

/** What can have become of a target, as far as it is kept. */
const OUTCOMES = ['failed'] as const;

const outcomeSchema = z
  .enum(OUTCOMES, { error: `must be one of ${OUTCOMES.join(', ')}` })
  .meta({ id: 'TargetOutcome' });

const TARGET_ID = '[1-9][0-9]{0,15}';

export const resultListQuery = z.strictObject({
  // Needed: a client that left it out would be answered more than it asked for as soon as another outcome is kept.
  outcome: outcomeSchema.describe('What has become of the targets'),
  limit: limitField,
  cursor: cursorField(TARGET_ID),
});

export const targetResultSchema = z.object({
  targetId: z.int().describe('Id of the lead'),
  outcome: outcomeSchema,
  code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
  constraint: z.string().nullable().describe('Name of the constraint that was violated'),
});

export type TargetResult = z.infer<typeof targetResultSchema>;

/** What has become of each target of a job. */
export async function resultPage(
  business: Business,
  jobId: string,
  { outcome, limit, cursor }: z.infer<typeof resultListQuery>,
): Promise<Page<TargetResult>> {
  const failures = await listFailures(business, jobId, Number(cursor ?? 0), limit + 1);
  const results = failures.map((failure) => ({ ...failure, outcome }));
  return pageOf(results, limit, ({ targetId }) => targetId);
}
