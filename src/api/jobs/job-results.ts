import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listFailureReasons } from '../../db/repositories/failure-reads.js';
import { countMessageOutcomes } from '../../db/repositories/message-results.js';
import type { Problem } from '../../http/problem.js';
import { invalidRequest } from '../../http/problems.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import { requireMessages, requireOutcome } from '../../jobs/require-outcome.js';
import type { OperationDefinition, OperationRegistry } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import { MESSAGE_OUTCOMES, type MessageOutcome, OUTCOMES, type Outcome } from '../../operations/outcome.js';
import { csvRecords } from '../exports/csv.js';
import type { ExportFormat } from '../exports/export-format.js';
import { textOf } from '../exports/exports.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';
import { listMessageResults, listResults, resultCells, resultHeader, type TargetResult } from './target-results.js';

const ALL_OUTCOMES = [...new Set([...OUTCOMES, ...MESSAGE_OUTCOMES])];

const outcomeSchema = z
  .enum(ALL_OUTCOMES, { error: `must be one of ${ALL_OUTCOMES.join(', ')}` })
  .meta({ id: 'TargetOutcome' });

const TARGET_ID = '[1-9][0-9]{0,15}';
/** Targets of one query of a file: what it holds in memory. */
const FILE_PAGE = 1_000;
/** There are as many as there are rules that the database or the domain refuses by. */
const MAX_REASONS = 100;

const RESULT_FORMATS = ['json', 'csv', 'jsonl'] as const;

export const resultListQuery = z.strictObject({
  outcome: outcomeSchema.describe(
    `What has become of the targets: ${OUTCOMES.join(', ')}; of a job that sends messages ${MESSAGE_OUTCOMES.join(', ')}`,
  ),
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
          outcome: z.enum(['failed', 'unknown', 'skipped']).meta({ id: 'OutcomeWithReason' }),
          code: z.string().describe('SQLSTATE, or the code of a refusal by the operation or the provider'),
          constraint: z.string().nullable().describe('Name of the constraint that was violated'),
          count: z.int().min(1),
        })
        .meta({ id: 'FailureReason' }),
    )
    .max(MAX_REASONS)
    .nullable()
    .describe(
      'Why they failed, the most frequent reason first; of messages also why nobody knows of them, and why they were not sent. ' +
        'Null once that is deleted. Where there are more than 100, the rest is only in the counts',
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

/** The targets of one job with one outcome. */
interface Listed {
  /** @throws ControlFailed where they cannot be listed, or not all of them */
  require(job: Job): Promise<void>;
  list(afterId: number, limit: number): Promise<TargetResult[]>;
}

/** What has become of each target of a job. */
export class JobResults {
  constructor(private readonly registry: OperationRegistry) {}

  async page(business: Business, job: Job, { outcome, limit, cursor }: ResultQuery): Promise<Page<TargetResult>> {
    const listed = this.#listed(business, job, outcome);
    await listed.require(job);
    return pageOf(await listed.list(Number(cursor ?? 0), limit + 1), limit, ({ targetId }) => targetId);
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
    if (this.#definitionOf(job)?.kind === 'messages') return messageSummary(business, job);
    const codes = await Promise.all(OUTCOMES.map((outcome) => refusalOf(this.#listed(business, job, outcome), job)));
    const outcomes = OUTCOMES.map((outcome, index) => {
      const code = codes[index]!;
      return { outcome, count: job[outcome], isListed: code === null, code };
    });
    const areFailuresKept = codes[OUTCOMES.indexOf('failed')] === null;
    const reasons = areFailuresKept ? await listFailureReasons(business, job.id, MAX_REASONS) : null;
    return {
      failed: job.failed,
      reasons: reasons?.map((reason) => ({ outcome: 'failed', ...reason })) ?? null,
      outcomes,
    };
  }

  async *#pages(
    business: Business,
    job: Job,
    outcome: ResultQuery['outcome'],
    afterId: number,
  ): AsyncGenerator<readonly TargetResult[]> {
    const listed = this.#listed(business, job, outcome);
    await listed.require(job);
    let cursor = afterId;
    for (;;) {
      const results = await listed.list(cursor, FILE_PAGE);
      const isLast = results.length < FILE_PAGE;
      // Before the last piece: a file that ends is whole.
      if (isLast) await listed.require(await requireJob(business, job.id));
      yield results;
      if (isLast) return;
      cursor = results.at(-1)!.targetId;
    }
  }

  /** @throws Problem 400 where targets of such a job have no such outcome */
  #listed(business: Business, job: Job, outcome: ResultQuery['outcome']): Listed {
    const definition = this.#definitionOf(job);
    if (definition?.kind === 'messages') {
      if (!isOneOf(MESSAGE_OUTCOMES, outcome)) throw noSuchOutcome(MESSAGE_OUTCOMES);
      const of = { targets: definition.targets, jobId: job.id, outcome };
      return {
        require: (now) => Promise.resolve(requireMessages(now)),
        list: (afterId, limit) => listMessageResults(business, of, afterId, limit),
      };
    }
    if (!isOneOf(OUTCOMES, outcome)) throw noSuchOutcome(OUTCOMES);
    const targets = definition?.targets ?? null;
    return {
      require: (now) => requireOutcome(business, targets, now, outcome),
      list: (afterId, limit) => listResults(business, targets, job, outcome, afterId, limit),
    };
  }

  /** Undefined for an operation type that nobody knows any more. */
  #definitionOf(job: Job): OperationDefinition | undefined {
    return this.registry.get(gateOf(job).operationType);
  }
}

async function messageSummary(business: Business, job: Job): Promise<ResultSummary> {
  const code = job.resultsDeletedAt === null ? null : 'results_deleted';
  const found = code === null ? await countMessageOutcomes(business, job.id) : [];
  const countOf = (outcome: MessageOutcome): number =>
    found.filter((one) => one.outcome === outcome).reduce((sum, { count }) => sum + count, 0);
  const reasons = found.flatMap(({ outcome, code: why, count }) =>
    isOneOf(['failed', 'unknown', 'skipped'] as const, outcome) && why !== null
      ? [{ outcome, code: why, constraint: null, count }]
      : [],
  );
  return {
    failed: job.failed,
    reasons: code === null ? reasons.slice(0, MAX_REASONS) : null,
    outcomes: MESSAGE_OUTCOMES.map((outcome) => ({ outcome, count: countOf(outcome), isListed: code === null, code })),
  };
}

function isOneOf<T extends string>(known: readonly T[], given: string): given is T {
  return (known as readonly string[]).includes(given);
}

function noSuchOutcome(known: readonly (Outcome | MessageOutcome)[]): Problem {
  return invalidRequest([{ field: 'outcome', message: `must be one of ${known.join(', ')} for this job` }]);
}

/** The code that a list is refused with; null where it is not. */
async function refusalOf(listed: Listed, job: Job): Promise<string | null> {
  try {
    await listed.require(job);
    return null;
  } catch (error) {
    if (error instanceof ControlFailed) return error.code;
    throw error;
  }
}
