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
    return { definition, selection: await selectFailed(business, job), parameters: job.parameters };
  }
}
