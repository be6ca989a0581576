import { z } from 'zod';
import type { BusinessOf } from '../../db/business.js';
import { askAboutAgain } from '../../db/repositories/unknown-messages.js';
import { findAccount } from '../../jobs/channel-account.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { gateOf } from '../../operations/job-gate.js';
import type { ApiRequest } from '../api-request.js';
import { refusalProblem } from './job-problems.js';
import { assertTypeInScope } from './operation-scope.guard.js';

export const askedAgainSchema = z.object({
  asked: z.int().min(1).describe('How many messages of which nobody knows the provider is asked about'),
});
export type AskedAgain = z.infer<typeof askedAgainSchema>;

/** Has the provider asked once more about the messages of a job of which nobody knows. Workers ask, and need a moment. */
export class AskAgain {
  constructor(
    private readonly businessOf: BusinessOf,
    private readonly registry: OperationRegistry,
  ) {}

  /**
   * Repeating it is harmless: a message is asked about once a minute at most.
   *
   * @throws ControlFailed `job_not_found`, `unknown_type`, `provider_cannot_be_asked`, `results_deleted`, `nothing_unknown`
   * @throws Problem 403, and 409 where there is no account to ask with
   */
  async ask({ caller, act }: Pick<ApiRequest, 'caller' | 'act'>, jobId: string): Promise<AskedAgain> {
    const business = this.businessOf(caller);
    const job = await requireJob(business, jobId);
    act.describe({ operationType: job.operationType });
    const { operationType } = gateOf(job);
    assertTypeInScope(caller, operationType);
    const definition = this.registry.get(operationType);
    if (!definition) throw new ControlFailed('unknown_type');
    if (!definition.findSent) throw new ControlFailed('provider_cannot_be_asked');
    if (job.resultsDeletedAt !== null) throw new ControlFailed('results_deleted');
    const { channel } = definition;
    if (channel && !(await findAccount(business, channel)))
      throw refusalProblem({ reason: 'channel_not_set', channel });
    const asked = await business.transaction(async (sql) => {
      await act.lockCredential(sql);
      const count = await askAboutAgain(sql, { businessId: business.id, jobId: job.id });
      if (count === 0) throw new ControlFailed('nothing_unknown');
      await act.within(sql, { count });
      return count;
    });
    act.committed();
    return { asked };
  }
}
