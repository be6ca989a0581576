import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Business } from '../db/business.js';
import { requestCancel } from '../db/repositories/job-controls.js';
import { moveTo } from '../db/repositories/job-lifecycle.js';
import type { Logger } from '../observability/logger.js';
import type { Job } from '../operations/job.js';
import { isJobId } from '../operations/job-id.js';
import { askTemporal } from '../temporal/ask-temporal.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../temporal/job-workflow.js';
import { temporalFailure } from '../temporal/temporal-failures.js';
import { ControlFailed, wrongStatus } from './control-errors.js';
import type { JobAct } from './job-act.js';
import { requireJob } from './require-job.js';
import { settle, type SettleDependencies } from './settle-job.js';
import type { StartsInFlight } from './starts-in-flight.js';

export interface CancelDependencies extends SettleDependencies {
  readonly client: Client;
  readonly logger: Logger;
  /** Of this process: what becomes of a job whose workflow is being started is decided when that is done. */
  readonly starts?: Pick<StartsInFlight, 'of'>;
}

/** As for a control: the whole answer takes less than five seconds, also where Temporal is silent. */
const TEMPORAL_TIMEOUT_MS = 3_300;

/**
 * Cancel is a durable fact first and a request to Temporal second: once the fact is in
 * the row, every batch stops the job by itself and the reconciler repeats what Temporal has not heard.
 */
export class CancelJob {
  constructor(private readonly dependencies: CancelDependencies) {}

  /** Repeating it is harmless. @throws ControlFailed, `wrong_status` for a job that has ended */
  async cancel(business: Business, jobId: string, act?: JobAct): Promise<Job> {
    const { logger } = this.dependencies;
    if (!isJobId(jobId)) throw new ControlFailed('job_not_found');
    const job = await requestCancel(business, jobId, async (sql, found) => {
      await act?.lockCredential?.(sql);
      if (found) await act?.within(sql, { operationType: found.operationType });
    });
    if (job) {
      act?.committed();
      await this.#carryOut(business, job).catch((err: unknown) => {
        if (err instanceof WorkflowNotFoundError) return; // it has just ended
        if (temporalFailure(err) === null) throw err;
        logger.warn(
          { err, jobId, businessId: business.id },
          'cancel is recorded, but Temporal is silent; the reconciler goes on',
        );
      });
    }
    const row = await requireJob(business, jobId);
    if (job) return row;
    act?.describe({ operationType: row.operationType });
    throw wrongStatus(row.status, `The job is ${row.status}: there is nothing left to cancel.`);
  }

  /** @throws errors of Temporal, when it does not answer */
  async #carryOut(business: Business, job: Job): Promise<void> {
    const { client, starts } = this.dependencies;
    const untilMs = performance.now() + TEMPORAL_TIMEOUT_MS;
    const ask = <T>(call: () => Promise<T>): Promise<T> =>
      askTemporal(client, Math.max(1, untilMs - performance.now()), call);
    await starts?.of(job.id);
    const workflow = await ask(() => describeJobWorkflow(client, job));
    switch (workflow.kind) {
      case 'open':
        await moveTo(business, job.id, 'cancelling');
        await ask(() => jobWorkflowHandle(client, job).cancel());
        return;
      case 'gone':
        // A start may be on its way. Whoever begins the job then finds it final and stops.
        if (!job.startedAt) await settle(this.dependencies, job, 'cancelled', null, 'not begun');
        return;
      case 'closed':
        return; // ended by itself, or the reconciler settles it
    }
  }
}
