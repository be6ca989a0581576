import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { type FailureRow, listFailureReasons, listFailures } from '../../db/repositories/failure-reads.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import { csvRecords } from '../exports/csv.js';
import type { ExportFormat } from '../exports/export-format.js';
import { textOf } from '../exports/exports.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

/** What can have become of a target, as far as it is kept. */
const OUTCOMES = ['failed'] as const;

const outcomeSchema = z
  .enum(OUTCOMES, { error: `must be one of ${OUTCOMES.join(', ')}` })
  .meta({ id: 'TargetOutcome' });

const TARGET_ID = '[1-9][0-9]{0,15}';
/** Targets of one query of a file: what it holds in memory. */
const FILE_PAGE = 1_000;
/** There are as many as there are rules that the database or the domain refuses by. */
const MAX_REASONS = 100;

const RESULT_FORMATS = ['json', 'csv', 'jsonl'] as const;

export const resultListQuery = z.strictObject({
  // Needed: a client that left it out would be answered more than it asked for as soon as another outcome is kept.
  outcome: outcomeSchema.describe('What has become of the targets'),
  format: z
    .enum(RESULT_FORMATS)
    .meta({ id: 'ResultFormat' })
    .optional()
    .describe('`csv` or `jsonl` for all of them in one file, as `Accept: text/csv` and `application/x-ndjson`'),
  limit: limitField,
  cursor: cursorField(TARGET_ID),
});
export type ResultQuery = z.infer<typeof resultListQuery>;

export const targetResultSchema = z.object({
  targetId: z.int().describe('Id of the target: the lead'),
  name: z.string().nullable().describe('What a person calls it now; null where it is gone'),
  outcome: outcomeSchema,
  code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
  constraint: z.string().nullable().describe('Name of the constraint that was violated'),
});
export type TargetResult = z.infer<typeof targetResultSchema>;

export const resultSummarySchema = z.object({
  failed: z.int().min(0).describe('Targets that could not be handled'),
  reasons: z
    .array(
      z
        .object({ ...targetResultSchema.pick({ code: true, constraint: true }).shape, count: z.int().min(1) })
        .meta({ id: 'FailureReason' }),
    )
    .max(MAX_REASONS)
    .describe('The most frequent first. Where there are more than 100, the rest is only in `failed`'),
});
export type ResultSummary = z.infer<typeof resultSummarySchema>;

/** In the order of the file. */
const COLUMNS = ['targetId', 'name', 'outcome', 'code', 'constraint'] as const satisfies (keyof TargetResult)[];

/** What has become of each target of a job. */
export class JobResults {
  constructor(private readonly registry: OperationRegistry) {}

  async page(business: Business, job: Job, { outcome, limit, cursor }: ResultQuery): Promise<Page<TargetResult>> {
    requireResults(job);
    const failures = await this.#list(business, job, Number(cursor ?? 0), limit + 1);
    const results = failures.map((failure) => ({ ...failure, outcome }));
    return pageOf(results, limit, ({ targetId }) => targetId);
  }

  /** All of them, behind the cursor, as the text of a file. */
  file(business: Business, job: Job, { outcome, cursor }: ResultQuery, format: ExportFormat): AsyncGenerator<string> {
    const pages = this.#pages(business, job, Number(cursor ?? 0));
    const results = (failures: readonly FailureRow[]): TargetResult[] =>
      failures.map((failure) => ({ ...failure, outcome }));
    const inOrder = (result: TargetResult) => COLUMNS.map((column) => result[column]);
    switch (format) {
      case 'csv':
        return textOf(pages, csvRecords([COLUMNS]), (rows) => csvRecords(results(rows).map(inOrder)));
      case 'jsonl':
        return textOf(pages, '', (rows) =>
          results(rows)
            .map((row) => `${JSON.stringify(row)}\n`)
            .join(''),
        );
    }
  }

  /** How many have failed for which reason. */
  async summary(business: Business, job: Job): Promise<ResultSummary> {
    requireResults(job);
    return { failed: job.failed, reasons: await listFailureReasons(business, job.id, MAX_REASONS) };
  }

  async *#pages(business: Business, job: Job, afterId: number): AsyncGenerator<readonly FailureRow[]> {
    requireResults(job);
    let cursor = afterId;
    for (;;) {
      const rows = await this.#list(business, job, cursor, FILE_PAGE);
      // Before the last piece: a file that ends is whole.
      if (rows.length < FILE_PAGE) requireResults(await requireJob(business, job.id));
      yield rows;
      if (rows.length < FILE_PAGE) return;
      cursor = rows.at(-1)!.targetId;
    }
  }

  #list(business: Business, job: Job, afterId: number, limit: number): Promise<FailureRow[]> {
    const targets = this.registry.get(gateOf(job).operationType)?.targets ?? null;
    return listFailures(business, targets, job.id, afterId, limit);
  }
}

/** @throws ControlFailed `results_deleted` where some were and are no longer kept */
function requireResults({ failed, resultsDeletedAt }: Job): void {
  if (failed > 0 && resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
}
