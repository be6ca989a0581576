import type { Business } from '../../db/business.js';
import { selectArchived } from '../../jobs/select-archived.js';
import type { OperationDefinition } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { restoreOf } from '../../operations/restore-job.js';
import { FollowUp, type Followed } from './follow-up.js';

/** A job that brings back what another one has deleted or overwritten. */
export class RestoreJob extends FollowUp {
  protected readonly name = 'restore';

  protected follow(_: Business, job: Job, definition: OperationDefinition): Promise<Followed> {
    // First: of a job that has no archive, such as one that sends messages, there is nothing that would undo it.
    const selection = selectArchived(job);
    return Promise.resolve({
      definition: restoreOf(definition, job.id),
      selection,
      parameters: {},
      archive: undefined,
    });
  }
}
