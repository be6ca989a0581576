import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listTargetRecords, type RecordedChange, type RecordedTarget } from '../../db/repositories/target-records.js';
import { JOB_ID_PATTERN } from '../../operations/job-id.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { Problem } from '../../http/problem.js';
import { valuesSchema } from '../jobs/target-results.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

export const targetHistoryQuery = z.strictObject({ limit: limitField, cursor: cursorField(JOB_ID_PATTERN) });

const recorded = {
  jobId: z.uuid(),
  type: z.string().describe('Operation type'),
  requestedBy: z.string().describe('Opaque subject of the credential that asked for the job'),
  at: z.iso
    .datetime()
    .describe('When its part of the job was committed; once the ledger of the job is deleted, when the job ended'),
};

const restoredAs = z
  .uuid()
  .nullable()
  .describe('The newest job that undoes that one; whether the target came back, its results say');

const failedRecord = z
  .object({
    ...recorded,
    outcome: z.literal('failed'),
    code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
    constraint: z.string().nullable().describe('Name of the constraint that was violated'),
  })
  .meta({ id: 'FailedRecord' });

const deletedRecord = z
  .object({
    ...recorded,
    outcome: z.literal('deleted'),
    restoredAs,
    name: z.string().nullable().describe('What a person called it then'),
  })
  .meta({ id: 'DeletedRecord' });

const updatedRecord = z
  .object({
    ...recorded,
    outcome: z.literal('updated'),
    restoredAs,
    name: z.string().nullable().describe('What a person calls it now; null where it is gone'),
    oldValues: valuesSchema.describe('What was overwritten, column by column'),
    newValues: valuesSchema.describe('What was written there'),
  })
  .meta({ id: 'UpdatedRecord' });

const restoredRecord = z
  .object({
    ...recorded,
    outcome: z.literal('restored'),
    restores: z.uuid().describe('The job that it undid: the target is back, or has its old values back'),
    name: z
      .string()
      .nullable()
      .describe('A deleted target: what a person called it then. An updated one: calls it now'),
  })
  .meta({ id: 'RestoredRecord' });

export const targetRecordSchema = z.discriminatedUnion('outcome', [
  failedRecord,
  deletedRecord,
  updatedRecord,
  restoredRecord,
]);
export type TargetRecord = z.infer<typeof targetRecordSchema>;

const DIGITS = /^[1-9][0-9]{0,15}$/;

/** What jobs have recorded about a target, as far back as it is kept. */
export class TargetHistory {
  constructor(private readonly registry: OperationRegistry) {}

  /** @throws Problem 404 for a table that no operation works on, and for what is no id */
  targetOf(table: string, id: string): RecordedTarget {
    const definitions = [...this.registry.values()].filter(({ targets }) => targets.table === table);
    const [first] = definitions;
    if (!first || !DIGITS.test(id) || !Number.isSafeInteger(Number(id))) throw noSuchTarget();
    return { targetId: Number(id), targets: first.targets, types: definitions.map(({ type }) => type) };
  }

  async page(
    business: Business,
    target: RecordedTarget,
    { limit, cursor }: z.infer<typeof targetHistoryQuery>,
  ): Promise<Page<TargetRecord>> {
    const records = await listTargetRecords(business, target, cursor ?? null, limit + 1);
    return pageOf(records.map(recordOf), limit, ({ jobId }) => jobId);
  }
}

function recordOf(row: RecordedChange): TargetRecord {
  const { jobId, type, requestedBy, restoredAs } = row;
  const by = { jobId, type, requestedBy, at: row.at.toISOString() };
  switch (row.change) {
    case null:
      return { ...by, outcome: 'failed', code: row.code, constraint: row.constraint };
    case 'deleted':
      return { ...by, outcome: row.change, restoredAs, name: row.name };
    case 'restored':
      return { ...by, outcome: row.change, restores: row.restores!, name: row.name };
    case 'updated':
      return {
        ...by,
        outcome: row.change,
        restoredAs,
        name: row.name,
        oldValues: row.oldValues,
        newValues: row.newValues,
      };
  }
}

export function noSuchTarget(): Problem {
  const detail = 'No operation works on a table of this name, or the id is no positive integer.';
  return new Problem(404, 'target_not_found', 'No such target', detail);
}
