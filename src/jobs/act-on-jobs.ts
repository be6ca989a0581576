import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import type { AuditEntry } from '../audit/audit-entry.js';
import { appendAudit, commitAudit } from '../audit/append-audit.js';
import { commandEntry } from '../audit/command-entry.js';
import { Business } from '../db/business.js';
import { describeError } from '../db/postgres-error.js';
import { liveJobsOlderThan } from '../db/repositories/live-jobs.js';
import type { Job } from '../operations/job.js';
import { gateOf } from '../operations/job-gate.js';
import type { CancelJob } from './cancel-job.js';
import { ControlFailed, type ControlFailure } from './control-errors.js';
import type { ControlJob } from './control-job.js';
import type { JobAct } from './job-act.js';

/** What can be done to a live job by hand. */
export type JobAction = 'pause' | 'resume' | 'cancel';

/** The jobs that somebody means: some by id, or all live ones, of a business or type where those are given. */
export type JobChoice =
  | { readonly jobIds: readonly string[] }
  | { readonly businessId: number | undefined; readonly operationType: string | undefined };

export interface ActOnJobsDependencies {
  readonly dataSource: DataSource;
  readonly controls: Pick<ControlJob, 'pause' | 'resume'>;
  readonly canceller: Pick<CancelJob, 'cancel'>;
}

export type JobOutcome =
  | { readonly kind: 'done'; readonly job: Job }
  /** It was so before. */
  | { readonly kind: 'already'; readonly job: Job; readonly status: string }
  | { readonly kind: 'refused'; readonly job: Job; readonly detail: string }
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
  dependencies: ActOnJobsDependencies,
  action: JobAction,
  choice: JobChoice,
  by: string,
): Promise<JobOutcome[]> {
  const live = await liveJobsOlderThan(dependencies.dataSource, 0);
  const chosen =
    'jobIds' in choice ? live.filter(({ id }) => choice.jobIds.includes(id)) : live.filter(isChosen(choice));
  const outcomes: JobOutcome[] = [];
  for (let first = 0; first < chosen.length; first += AT_ONCE) {
    const group = chosen.slice(first, first + AT_ONCE);
    const acts = group.map((job) => actOnJob(dependencies, action, job, by).catch(uncertainOutcome(job)));
    outcomes.push(...(await Promise.all(acts)));
  }
  if (!('jobIds' in choice)) return outcomes;
  const found = new Set(chosen.map(({ id }) => id));
  const unknown = choice.jobIds.filter((jobId) => !found.has(jobId));
  return [...outcomes, ...unknown.map((jobId): JobOutcome => ({ kind: 'unknown', jobId }))];
}

function isChosen({ businessId, operationType }: Extract<JobChoice, { businessId: unknown }>) {
  return (job: Job): boolean => {
    const gate = gateOf(job);
    return (
      (businessId ?? gate.businessId) === gate.businessId &&
      (operationType ?? gate.operationType) === gate.operationType
    );
  };
}

/** PostgreSQL went away, or the act could not be written down: whether it was done is not known. */
function uncertainOutcome(job: Job) {
  return (error: unknown): JobOutcome => {
    const detail = `${describeError(error)}. It may have taken effect and may not be in the audit log: look at it.`;
    return { kind: 'refused', job, detail };
  };
}

/** The status that each action leads to, or is on its way to: asked for again, there is nothing to do. */
const STATUSES_AFTER: Readonly<Record<JobAction, readonly string[]>> = {
  pause: ['pausing', 'paused'],
  resume: ['running'],
  cancel: ['cancelling', 'cancelled'],
};

/** Nobody has answered: it may have been done. */
const UNCONFIRMED: readonly ControlFailure[] = ['no_worker', 'not_started_yet', 'temporal_unavailable'];

async function actOnJob(
  { dataSource, controls, canceller }: ActOnJobsDependencies,
  action: JobAction,
  job: Job,
  by: string,
): Promise<JobOutcome> {
  const { id: target, operationType } = job;
  const business = new Business(dataSource, job.businessId);
  const act = { id: uuidV7(), subject: by, target, operationType, action: `operation.${action}` };
  const entry = (ending: Pick<AuditEntry, 'result' | 'reason'>): AuditEntry =>
    commandEntry('gate', { ...act, ...ending });
  let isWritten = false;
  const write = async (ending: Pick<AuditEntry, 'result' | 'reason'>): Promise<void> => {
    if (!isWritten) await commitAudit(business, [entry(ending)]);
  };
  const jobAct: JobAct = {
    describe: () => undefined,
    within: (sql) => appendAudit(sql, business.id, [entry({ result: 'done', reason: null })]),
    committed: () => void (isWritten = true),
  };
  try {
    await (action === 'cancel'
      ? canceller.cancel(business, target, jobAct)
      : controls[action](business, target, jobAct));
    await write({ result: 'done', reason: null });
    return { kind: 'done', job };
  } catch (error) {
    if (!(error instanceof ControlFailed)) throw error;
    const { code, jobStatus: status, message: detail } = error;
    await write({ result: UNCONFIRMED.includes(code) ? 'failed' : 'refused', reason: code });
    return status && STATUSES_AFTER[action].includes(status)
      ? { kind: 'already', job, status }
      : { kind: 'refused', job, detail };
  }
}
