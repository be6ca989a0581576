import type { Business } from '../db/business.js';
import { countFailures } from '../db/repositories/failure-reads.js';
import type { OperationDefinition } from '../operations/definition.js';
import type { Job } from '../operations/job.js';
import type { Selection } from '../operations/selection.js';
import { isFinal } from '../operations/status.js';
import { ControlFailed, wrongStatus } from './control-errors.js';

const ONLY_UNKNOWN = 'Of those that count as failed nobody knows whether they have arrived: they are not sent again.';

/**
 * The targets that a final job has recorded as failed, for a job that tries them again.
 *
 * @throws ControlFailed `wrong_status`, `nothing_failed`, `already_retried`, `results_deleted`
 */
export async function selectFailed(
  business: Business,
  job: Job,
  kind: OperationDefinition['kind'],
): Promise<Extract<Selection, { kind: 'failed' }>> {
  const { id, status, failed, retriedAs } = job;
  if (!isFinal(status)) throw wrongStatus(status, `The job is ${status}: more of its targets may still fail.`);
  if (failed === 0) throw new ControlFailed('nothing_failed');
  if (retriedAs !== null) throw new ControlFailed('already_retried', { retriedAs });
  if (job.resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
  const count = await countFailures(business, id);
  if (kind === 'messages' && count === 0) throw new ControlFailed('nothing_failed', { message: ONLY_UNKNOWN });
  // The purge of a version before this one has noted nothing. Messages of which nobody knows count as failed, and are no failures.
  if (kind === 'rows' && count !== failed) throw new ControlFailed('results_deleted');
  return { kind: 'failed', ofJob: id, count, filter: job.selectionFilter };
}
