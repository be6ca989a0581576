import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listFailureReasons } from '../../db/repositories/failure-reads.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import { requireOutcome } from '../../jobs/require-outcome.js';
import type { OperationRegistry, TargetTable } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import { OUTCOMES, type Outcome } from '../../operations/outcome.js';
import { csvRecords } from '../exports/csv.js';
import type { ExportFormat } from '../exports/export-format.js';
import { textOf } from '../exports/exports.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';
import { listResults, resultCells, resultHeader, type TargetResult } from './target-results.js';

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

export const resultSummarySchema = z.object({
  failed: z.int().min(0).describe('Targets that could not be handled'),
  reasons: z
    .array(
      z
        .object({
          code: z.string().describe('SQLSTATE, or the code of a refusal by the operation'),
          constraint: z.string().nullable().describe('Name of the constraint that was violated'),
          count: z.int().min(1),
        })
        .meta({ id: 'FailureReason' }),
    )
    .max(MAX_REASONS)
    .nullable()
    .describe(
      'Why they failed, the most frequent reason first; null once that is deleted. Where there are more than 100, the rest ' +
        'is only in `failed`',
    ),
  outcomes: z
    .array(
      z
        .object({
          outcome: outcomeSchema,
          count: z.int().min(0),
          isListed: z.boolean().describe('Whether `GET /jobs/{id}/results` lists them now'),
          code: z.string().nullable().describe('The code that it would refuse with; null where it does not'),
        })
        .meta({ id: 'OutcomeSummary' }),
    )
    .describe('Each outcome once'),
});
export type ResultSummary = z.infer<typeof resultSummarySchema>;

/** What has become of each target of a job. */
export class JobResults {
  constructor(private readonly registry: OperationRegistry) {}

  async page(business: Business, job: Job, { outcome, limit, cursor }: ResultQuery): Promise<Page<TargetResult>> {
    const targets = this.#targetsOf(job);
    await requireOutcome(business, targets, job, outcome);
    const results = await listResults(business, targets, job, outcome, Number(cursor ?? 0), limit + 1);
    return pageOf(results, limit, ({ targetId }) => targetId);
  }

  /** All of them, behind the cursor, as the text of a file. */
  file(business: Business, job: Job, { outcome, cursor }: ResultQuery, format: ExportFormat): AsyncGenerator<string> {
    const pages = this.#pages(business, job, outcome, Number(cursor ?? 0));
    switch (format) {
      case 'csv':
        return textOf(pages, csvRecords([resultHeader(outcome)]), (results) => csvRecords(results.map(resultCells)));
      case 'jsonl':
        return textOf(pages, '', (results) => results.map((result) => `${JSON.stringify(result)}\n`).join(''));
    }
  }

  /** How many there are of each outcome, which of them can be listed, and how many have failed for which reason. */
  async summary(business: Business, job: Job): Promise<ResultSummary> {
    const targets = this.#targetsOf(job);
    const codes = await Promise.all(OUTCOMES.map((outcome) => refusalOf(business, targets, job, outcome)));
    const outcomes = OUTCOMES.map((outcome, index) => {
      const code = codes[index]!;
      return { outcome, count: job[outcome], isListed: code === null, code };
    });
    const areFailuresKept = codes[OUTCOMES.indexOf('failed')] === null;
    const reasons = areFailuresKept ? await listFailureReasons(business, job.id, MAX_REASONS) : null;
    return { failed: job.failed, reasons, outcomes };
  }

  async *#pages(
    business: Business,
    job: Job,
    outcome: Outcome,
    afterId: number,
  ): AsyncGenerator<readonly TargetResult[]> {
    const targets = this.#targetsOf(job);
    await requireOutcome(business, targets, job, outcome);
    let cursor = afterId;
    for (;;) {
      const results = await listResults(business, targets, job, outcome, cursor, FILE_PAGE);
      const isLast = results.length < FILE_PAGE;
      // Before the last piece: a file that ends is whole.
      if (isLast) await requireOutcome(business, targets, await requireJob(business, job.id), outcome);
      yield results;
      if (isLast) return;
      cursor = results.at(-1)!.targetId;
    }
  }

  /** Null for an operation type that nobody knows any more. */
  #targetsOf(job: Job): TargetTable | null {
    return this.registry.get(gateOf(job).operationType)?.targets ?? null;
  }
}

/** The code that a list of this outcome is refused with; null where it is not. */
async function refusalOf(
  business: Business,
  targets: TargetTable | null,
  job: Job,
  outcome: Outcome,
): Promise<string | null> {
  try {
    await requireOutcome(business, targets, job, outcome);
    return null;
  } catch (error) {
    if (error instanceof ControlFailed) return error.code;
    throw error;
  }
}
