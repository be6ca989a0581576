import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listFailuresOf } from '../../db/repositories/failure-reads.js';
import { JOB_ID_PATTERN } from '../../operations/job-id.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { Problem } from '../../http/problem.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

export const targetHistoryQuery = z.strictObject({ limit: limitField, cursor: cursorField(JOB_ID_PATTERN) });

export const targetRecordSchema = z.object({
  jobId: z.uuid(),
  type: z.string().describe('Operation type'),
  requestedBy: z.string().describe('Opaque subject of the credential that asked for the job'),
  at: z.iso.datetime().describe('When it was recorded'),
  outcome: z.enum(['failed']).meta({ id: 'RecordedOutcome' }),
  code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
  constraint: z.string().nullable().describe('Name of the constraint that was violated'),
});
export type TargetRecord = z.infer<typeof targetRecordSchema>;

const DIGITS = /^[1-9][0-9]{0,15}$/;

/** One row that jobs can be about. */
interface Target {
  readonly table: string;
  readonly id: number;
}

/** What jobs have recorded about a target, as far back as it is kept. */
export class TargetHistory {
  constructor(private readonly registry: OperationRegistry) {}

  /** @throws Problem 404 for a table that no operation works on, and for what is no id */
  targetOf(table: string, id: string): Target {
    const isId = DIGITS.test(id) && Number.isSafeInteger(Number(id));
    if (!isId || this.#typesOf(table).length === 0) throw noSuchTarget();
    return { table, id: Number(id) };
  }

  async page(
    business: Business,
    { table, id }: Target,
    { limit, cursor }: z.infer<typeof targetHistoryQuery>,
  ): Promise<Page<TargetRecord>> {
    const found = { targetId: id, types: this.#typesOf(table) };
    const failures = await listFailuresOf(business, found, cursor ?? null, limit + 1);
    const records = failures.map((failure) => ({
      ...failure,
      at: failure.at.toISOString(),
      outcome: 'failed' as const,
    }));
    return pageOf(records, limit, ({ jobId }) => jobId);
  }

  #typesOf(table: string): string[] {
    return [...this.registry.values()].filter(({ targets }) => targets.table === table).map(({ type }) => type);
  }
}

export function noSuchTarget(): Problem {
  const detail = 'No operation works on a table of this name, or the id is no positive integer.';
  return new Problem(404, 'target_not_found', 'No such target', detail);
}
