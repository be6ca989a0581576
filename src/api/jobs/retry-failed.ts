import type { Business } from '../../db/business.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { selectFailed } from '../../jobs/select-failed.js';
import type { OperationDefinition } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { FollowUp, type Followed } from './follow-up.js';

/** A job of exactly the targets that another one has recorded as failed. */
export class RetryFailed extends FollowUp {
  protected readonly name = 'retry-failed';

  protected async follow(business: Business, job: Job, definition: OperationDefinition): Promise<Followed> {
    if (job.restores !== null) throw new ControlFailed('restore_is_not_retried');
    const selection = await selectFailed(business, job, definition.kind);
    const { archiveDays } = this.dependencies.policyOf(job.operationType);
    const isErasing = definition.isArchived === true && archiveDays > 0 && job.archiveExpiresOn === null;
    // What was to be erased is not kept by way of a retry.
    return { definition, selection, parameters: job.parameters, archive: isErasing ? false : undefined };
  }
}
