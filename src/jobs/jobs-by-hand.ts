import { v7 as uuidV7 } from 'uuid';
import type { AuditEntry } from '../audit/audit-entry.js';
import { appendAudit } from '../audit/append-audit.js';
import { commandEntry } from '../audit/command-entry.js';
import { describeError } from '../db/postgres-error.js';
import type { LiveJob } from '../db/repositories/live-jobs.js';
import type { Sql } from '../operations/definition.js';

/** What can be done to a live job by hand. */
export type JobAction = 'pause' | 'resume' | 'cancel';

/** The jobs that somebody means: some by id, or all live ones, of a business or type where those are given. */
export type JobChoice =
  | { readonly jobIds: readonly string[] }
  | { readonly businessId: number | undefined; readonly operationType: string | undefined };

/** What the use cases of the API tell of an act, and write down within their own transaction. */
export interface ActOnJob {
  describe(details: object): void;
  within(sql: Sql, details: object): Promise<void>;
  committed(): void;
}

/** A refusal, as the use cases of the API word it. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  /** It may have taken effect. */
  readonly isFailure: boolean;
  /** Status of the job, where that is the reason. */
  readonly jobStatus: string | undefined;
}

export interface JobsByHandParts {
  /** The very use cases that the API runs. */
  readonly actions: Readonly<Record<JobAction, (businessId: number, jobId: string, act: ActOnJob) => Promise<unknown>>>;
  /** Every live job there is, over all businesses. */
  readonly liveJobs: () => Promise<LiveJob[]>;
  /** Null for an error that is no refusal. */
  readonly refusalOf: (error: unknown) => Refusal | null;
  readonly commitAudit: (businessId: number, entry: AuditEntry) => Promise<void>;
}

export type JobOutcome =
  | { readonly kind: 'done'; readonly job: LiveJob }
  /** It was so before. */
  | { readonly kind: 'already'; readonly job: LiveJob; readonly status: string }
  | { readonly kind: 'refused'; readonly job: LiveJob; readonly detail: string }
  /** No live job has this id. */
  | { readonly kind: 'unknown'; readonly jobId: string };

/** Jobs at once: each may wait some seconds for its worker. */
const AT_ONCE = 10;

/**
 * Does the same to each of the jobs, and writes down each act in the log of the job's business, good or refused. One that
 * is refused does not keep the others from it, nor does PostgreSQL when it goes away in the midst of them.
 *
 * @throws the driver's error when the live jobs cannot be read
 */
export async function actOnJobs(
  parts: JobsByHandParts,
  action: JobAction,
  choice: JobChoice,
  by: string,
): Promise<JobOutcome[]> {
  const live = await parts.liveJobs();
  const chosen = 'jobIds' in choice ? live.filter(({ id }) => choice.jobIds.includes(id)) : live.filter(among(choice));
  const outcomes: JobOutcome[] = [];
  for (let first = 0; first < chosen.length; first += AT_ONCE) {
    const group = chosen.slice(first, first + AT_ONCE);
    outcomes.push(...(await Promise.all(group.map((job) => actOnJob(parts, action, job, by).catch(brokenOff(job))))));
  }
  if (!('jobIds' in choice)) return outcomes;
  const found = new Set(chosen.map(({ id }) => id));
  const unknown = choice.jobIds.filter((jobId) => !found.has(jobId));
  return [...outcomes, ...unknown.map((jobId): JobOutcome => ({ kind: 'unknown', jobId }))];
}

function among({ businessId, operationType }: Extract<JobChoice, { businessId: unknown }>) {
  return (job: LiveJob): boolean =>
    (businessId ?? job.businessId) === job.businessId && (operationType ?? job.operationType) === job.operationType;
}

/** PostgreSQL went away, or the act could not be written down: whether it was done is not known. */
function brokenOff(job: LiveJob) {
  return (error: unknown): JobOutcome => {
    const detail = `${describeError(error)}. It may have taken effect and may not be in the audit log: look at it.`;
    return { kind: 'refused', job, detail };
  };
}

/** The status that each action leads to, or is on its way to: asked for again, there is nothing to do. */
const LEADS_TO: Readonly<Record<JobAction, readonly string[]>> = {
  pause: ['pausing', 'paused'],
  resume: ['running'],
  cancel: ['cancelling', 'cancelled'],
};

async function actOnJob(parts: JobsByHandParts, action: JobAction, job: LiveJob, by: string): Promise<JobOutcome> {
  const { id: target, businessId, operationType } = job;
  const entry = (ending: Pick<AuditEntry, 'result' | 'reason'>): AuditEntry =>
    commandEntry('gate', { ...act, ...ending, action: `operation.${action}` });
  const act = { id: uuidV7(), subject: by, target, operationType };
  let isWritten = false;
  try {
    await parts.actions[action](businessId, target, {
      describe: () => undefined,
      within: (sql) => appendAudit(sql, businessId, [entry({ result: 'done', reason: null })]),
      committed: () => void (isWritten = true),
    });
    if (!isWritten) await parts.commitAudit(businessId, entry({ result: 'done', reason: null }));
    return { kind: 'done', job };
  } catch (error) {
    const refusal = parts.refusalOf(error);
    if (refusal === null) throw error;
    const { code, detail, isFailure, jobStatus } = refusal;
    if (!isWritten)
      await parts.commitAudit(businessId, entry({ result: isFailure ? 'failed' : 'refused', reason: code }));
    if (jobStatus !== undefined && LEADS_TO[action].includes(jobStatus)) {
      return { kind: 'already', job, status: jobStatus };
    }
    return { kind: 'refused', job, detail };
  }
}
