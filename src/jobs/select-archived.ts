import { archivedUntil } from '../operations/archived-until.js';
import type { Job } from '../operations/job.js';
import type { Selection } from '../operations/selection.js';
import { isFinal } from '../operations/status.js';
import { ControlFailed, wrongStatus } from './control-errors.js';

/**
 * What the archive has of a final job, for a job that undoes it.
 *
 * @throws ControlFailed `wrong_status`, `restore_of_restore`, `not_archived`, `nothing_to_restore`, `archive_expired`
 */
export function selectArchived(job: Job): Extract<Selection, { kind: 'archived' }> {
  const { id, status, restores, succeeded, archiveExpiresOn } = job;
  if (restores !== null) throw new ControlFailed('restore_of_restore');
  if (!isFinal(status)) throw wrongStatus(status, `The job is ${status}: it can be undone once it has ended.`);
  const until = archivedUntil(job);
  if (archiveExpiresOn === null || until === null) throw new ControlFailed('not_archived');
  if (succeeded === 0) throw new ControlFailed('nothing_to_restore');
  if (until.getTime() <= Date.now()) throw new ControlFailed('archive_expired');
  return { kind: 'archived', ofJob: id, expiresOn: archiveExpiresOn };
}
