import type { Business } from '../db/business.js';
import { countFailures } from '../db/repositories/failure-reads.js';
import type { Job } from '../operations/job.js';
import type { Selection } from '../operations/selection.js';
import { isFinal } from '../operations/status.js';
import { ControlFailed, wrongStatus } from './control-errors.js';

/**
 * The targets that a final job has recorded as failed, for a job that tries them again.
 *
 * @throws ControlFailed `wrong_status`, `nothing_failed`, `already_retried`, `results_deleted`
 */
export async function selectFailed(business: Business, job: Job): Promise<Extract<Selection, { kind: 'failed' }>> {
  const { id, status, failed, retriedAs } = job;
  if (!isFinal(status)) throw wrongStatus(status, `The job is ${status}: more of its targets may still fail.`);
  if (failed === 0) throw new ControlFailed('nothing_failed');
  if (retriedAs !== null) throw new ControlFailed('already_retried', { retriedAs });
  // The purge of a version before this one has noted nothing.
  const isWhole = job.resultsDeletedAt === null && (await countFailures(business, id)) === failed;
  if (!isWhole) throw new ControlFailed('results_deleted');
  return { kind: 'failed', ofJob: id, count: failed, filter: job.selectionFilter };
}
