import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { findLeftOver, listArchived, namesOf } from '../../db/repositories/archive-reads.js';
import { listFailures } from '../../db/repositories/failure-reads.js';
import { listMessages } from '../../db/repositories/message-results.js';
import type { TargetTable } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import type { MessageOutcome, Outcome } from '../../operations/outcome.js';

const target = {
  targetId: z.int().describe('Id of the target: the lead'),
  name: z
    .string()
    .nullable()
    .describe(
      'What a person calls it: a deleted one what it was called then, any other what it is called now; null where it is gone',
    ),
};

/** Columns of a target, by their names. */
export const valuesSchema = z.record(z.string(), z.unknown()).meta({ id: 'TargetValues' });

const changeSchema = z.enum(['deleted', 'updated', 'restored']).meta({ id: 'TargetChange' });

const succeededSchema = z
  .object({
    ...target,
    outcome: z.literal('succeeded'),
    change: changeSchema.describe('What the job has done to it'),
    oldValues: valuesSchema
      .nullable()
      .describe('What an update or its undo has overwritten, column by column; else null'),
    newValues: valuesSchema.nullable().describe('What it has written there; else null'),
  })
  .meta({ id: 'SucceededTarget' });

const failedSchema = z
  .object({
    ...target,
    outcome: z.literal('failed'),
    code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
    constraint: z.string().nullable().describe('Name of the constraint that was violated'),
  })
  .meta({ id: 'FailedTarget' });

const skippedSchema = z
  .object({
    ...target,
    outcome: z.literal('skipped'),
    code: z.string().nullable().describe('Why, of a job that sends messages; else null'),
  })
  .meta({ id: 'SkippedTarget' });

const messageSchema = z
  .object({
    ...target,
    outcome: z.enum(['accepted', 'sent', 'delivered', 'read', 'unknown']).meta({ id: 'MessageState' }),
    code: z.string().nullable().describe('Why nobody knows of it; null of others'),
  })
  .meta({ id: 'MessageTarget', description: 'Whose message has left the house, or may have' });

export const targetResultSchema = z.discriminatedUnion('outcome', [
  succeededSchema,
  failedSchema,
  skippedSchema,
  messageSchema,
]);
export type TargetResult = z.infer<typeof targetResultSchema>;

const OF_MESSAGE = ['targetId', 'name', 'outcome', 'code'] as const;

/** In the order of a file. Values of several columns are one cell: JSON. */
const COLUMNS = {
  succeeded: ['targetId', 'name', 'outcome', 'change', 'oldValues', 'newValues'],
  failed: ['targetId', 'name', 'outcome', 'code', 'constraint'],
  skipped: OF_MESSAGE,
  ...{ accepted: OF_MESSAGE, sent: OF_MESSAGE, delivered: OF_MESSAGE, read: OF_MESSAGE, unknown: OF_MESSAGE },
} as const satisfies Record<Outcome | MessageOutcome, readonly string[]>;

/** The header of a file of this outcome. */
export function resultHeader(outcome: Outcome | MessageOutcome): readonly string[] {
  return COLUMNS[outcome];
}

/** A target as a line of that file. */
export function resultCells(result: TargetResult): (string | number | null)[] {
  const values: Readonly<Record<string, unknown>> = result;
  return COLUMNS[result.outcome].map((column) => {
    const value = values[column];
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as string | number | null);
  });
}

/**
 * The targets of a job with this outcome, by ascending id, above `afterId`: fewer than `limit` only at the end.
 *
 * @param targets where they live; null for an operation type that nobody knows any more, of which only failures are known
 */
export async function listResults(
  business: Business,
  targets: TargetTable | null,
  job: Job,
  outcome: Outcome,
  afterId: number,
  limit: number,
): Promise<TargetResult[]> {
  if (outcome === 'failed') {
    const failures = await listFailures(business, targets, job.id, afterId, limit);
    return failures.map(({ targetId, name, code, constraint }) => ({ targetId, name, outcome, code, constraint }));
  }
  if (targets === null) return [];
  if (outcome === 'skipped') return listSkipped(business, targets, job, afterId, limit);
  const archived = await listArchived(business, targets, job, afterId, limit);
  const isRestore = job.restores !== null;
  return archived.map(({ targetId, name, change, oldValues, newValues }) => ({
    ...{ targetId, name, outcome },
    // What was overwritten has come back, over what was written.
    ...(isRestore
      ? { change: 'restored', oldValues: newValues, newValues: oldValues }
      : { change, oldValues, newValues }),
  }));
}

/** The same of a job that sends messages. */
export async function listMessageResults(
  business: Business,
  of: Parameters<typeof listMessages>[1],
  afterId: number,
  limit: number,
): Promise<TargetResult[]> {
  const { outcome } = of;
  const messages = await listMessages(business, of, afterId, limit);
  return messages.map(({ targetId, name, code }) =>
    outcome === 'failed'
      ? { targetId, name, outcome, code: code ?? 'failed', constraint: null }
      : { targetId, name, outcome, code },
  );
}

/** Ids of one query: of a long list few may be skipped, and each query is to be short. */
const STEP = 10_000;

async function listSkipped(
  business: Business,
  targets: TargetTable,
  job: Job,
  afterId: number,
  limit: number,
): Promise<TargetResult[]> {
  // All of them are known without a walk along the list.
  if (job.skipped === 0) return [];
  const found: number[] = [];
  for (let cursor: number | null = afterId; cursor !== null && found.length < limit;) {
    const { ids, lastId } = await findLeftOver(business, targets, job, cursor, STEP);
    found.push(...ids);
    cursor = lastId;
  }
  const ids = found.slice(0, limit);
  const names = await namesOf(business, targets, ids);
  return ids.map((targetId) => ({ targetId, name: names.get(targetId) ?? null, outcome: 'skipped', code: null }));
}
