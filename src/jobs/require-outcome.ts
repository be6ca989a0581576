import type { Business } from '../db/business.js';
import { countArchived, isArchiveKept } from '../db/repositories/archive-reads.js';
import type { TargetTable } from '../operations/definition.js';
import type { Job } from '../operations/job.js';
import type { Outcome } from '../operations/outcome.js';
import { isFinal } from '../operations/status.js';
import { ControlFailed, wrongStatus } from './control-errors.js';

/**
 * The targets of a job with this outcome can be listed, and all of them.
 *
 * @param targets where they live; null for an operation type that nobody knows any more
 * @throws ControlFailed `results_deleted`, `results_not_kept`, `archive_expired`, `skipped_not_listed`, `wrong_status`,
 *   `unknown_type`
 */
export async function requireOutcome(
  business: Business,
  targets: TargetTable | null,
  job: Job,
  outcome: Outcome,
): Promise<void> {
  if (outcome === 'failed') return requireFailures(job);
  if (isFinal(job.status) && job[outcome] === 0) return;
  if (targets === null) throw new ControlFailed('unknown_type');
  switch (outcome) {
    case 'succeeded':
      return job.restores === null ? requireArchive(business, job) : requireRestored(business, job);
    case 'skipped':
      return requireSkipped(business, targets, job);
  }
}

/** The messages of a job can be listed. @throws ControlFailed `results_deleted` */
export function requireMessages({ resultsDeletedAt }: Job): void {
  if (resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
}

function requireFailures({ failed, resultsDeletedAt }: Job): void {
  if (failed > 0 && resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
}

async function requireArchive(business: Business, { succeeded, archiveExpiresOn }: Job): Promise<void> {
  if (succeeded === 0) return;
  if (archiveExpiresOn === null) throw new ControlFailed('results_not_kept');
  if (!(await isArchiveKept(business, archiveExpiresOn))) throw new ControlFailed('archive_expired');
}

/** They are what the undone job has archived, without the failed ones: none of that may have been left out. */
async function requireRestored(business: Business, job: Job): Promise<void> {
  if (!isFinal(job.status)) throw wrongStatus(job.status, `The job is ${job.status}: more may still come back.`);
  if (job.notAttempted !== 0 || job.skipped > 0) {
    const message = 'Targets were skipped or not reached: what has come back cannot be told from them.';
    throw new ControlFailed('results_not_kept', { message });
  }
  requireFailures(job);
  await requireArchive(business, job);
}

/** They are what is left of the list of ids without the archived and the failed ones: all three have to be whole. */
async function requireSkipped(business: Business, targets: TargetTable, job: Job): Promise<void> {
  if (!isFinal(job.status))
    throw wrongStatus(job.status, `The job is ${job.status}: its turn may still come to any id.`);
  if (job.selectionKind !== 'ids') throw new ControlFailed('skipped_not_listed');
  if (job.notAttempted !== 0) {
    const message = 'The job ended early: the ids that it skipped cannot be told from those that it did not get to.';
    throw new ControlFailed('skipped_not_listed', { message });
  }
  if (job.resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
  await requireArchive(business, job);
  if (job.succeeded > 0 && (await countArchived(business, targets, job)) !== job.succeeded) {
    const message =
      'Some targets were as they were to become: they are not archived, and cannot be told from skipped ids.';
    throw new ControlFailed('skipped_not_listed', { message });
  }
}
