import { type Drain, EVERY_TYPE } from '../db/repositories/drains.js';
import { EVERY_BUSINESS } from '../db/business.js';
import type { JobAction, JobOutcome } from '../jobs/act-on-jobs.js';
import type { GateOverview } from '../jobs/gate-overview.js';
import { textTable } from './text-table.js';

/** What `gate list` shows. */
export function gateText({ locks, jobsWithoutLock, drains, databaseFault }: GateOverview): string {
  const isKnown = databaseFault === null;
  const sections = [locks.length === 0 ? 'Nothing is held.' : lockTable(locks, isKnown)];
  if (jobsWithoutLock.length > 0) {
    sections.push(
      'Live jobs without a lock: Redis has lost it. No second start is accepted, and a job that is at work takes its lock again.\n' +
        textTable([
          ['BUSINESS', 'TYPE', 'JOB ID', 'JOB'],
          ...jobsWithoutLock.map((job) => [String(job.businessId), job.operationType, job.id, job.status]),
        ]),
    );
  }
  if (drains.length > 0) sections.push(`Drained: new starts are refused.\n${drainTable(drains)}`);
  return sections.join('\n\n');
}

function lockTable(locks: GateOverview['locks'], isKnown: boolean): string {
  const rows = locks.map((lock) => [
    String(lock.businessId),
    lock.operationType,
    lock.value,
    lock.jobId === null ? 'foreign' : (lock.jobStatus ?? (isKnown ? 'no row' : 'not known')),
    lock.ttlSeconds === null ? 'no expiry' : `${lock.ttlSeconds} s`,
  ]);
  return textTable([['BUSINESS', 'TYPE', 'VALUE', 'JOB', 'TIME LEFT'], ...rows]);
}

export function drainTable(drains: readonly Drain[]): string {
  const rows = drains.map(({ businessId, operationType, since, by, reason }) => [
    businessId === EVERY_BUSINESS ? 'all' : String(businessId),
    operationType === EVERY_TYPE ? 'all' : operationType,
    `${since.toISOString().slice(0, 19)}Z`,
    by,
    reason ?? '',
  ]);
  return textTable([['BUSINESS', 'TYPE', 'SINCE', 'BY', 'REASON'], ...rows]);
}

const DONE: Readonly<Record<JobAction, string>> = { pause: 'paused', resume: 'resumed', cancel: 'cancel recorded' };

/** A line for each job; behind paused ones how to resume those and no others. */
export function jobLines(
  action: JobAction,
  outcomes: readonly JobOutcome[],
): { readonly done: readonly string[]; readonly notDone: readonly string[] } {
  if (outcomes.length === 0) return { done: ['No live job matches.'], notDone: [] };
  const done: string[] = [];
  const notDone: string[] = [];
  const changed: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'unknown') {
      notDone.push(`${outcome.jobId}  not done: no live job has this id`);
      continue;
    }
    const { id, operationType, businessId } = outcome.job;
    const which = `${id}  ${operationType} of business ${businessId}`;
    if (outcome.kind === 'done') changed.push(id);
    if (outcome.kind === 'refused') notDone.push(`${which}: not done. ${outcome.detail}`);
    else done.push(`${which}: ${outcome.kind === 'done' ? DONE[action] : `${outcome.status} already`}`);
  }
  if (action === 'pause' && changed.length > 0)
    done.push('', `To resume these: gate -- resume --by ID ${changed.join(' ')}`);
  return { done, notDone };
}
