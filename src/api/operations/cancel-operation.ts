import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { type ControlledJob, requestCancel } from '../../db/repositories/job-controls.js';
import { finishIn, moveTo } from '../../db/repositories/job-lifecycle.js';
import type { BulkGate } from '../../gate/bulk-gate.js';
import type { RecordGateEvent } from '../../gate/gate-event.js';
import type { Logger } from '../../observability/logger.js';
import type { Sql } from '../../operations/definition.js';
import { isJobId } from '../../operations/job-id.js';
import { settle } from '../../upkeep/reconciler.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../../temporal/job-workflow.js';
import type { ActDetails } from '../audit/audited.decorator.js';
import { wrongStatus } from '../problems.js';
import { askTemporal } from './ask-temporal.js';
import type { JobQueries } from './job-queries.js';
import type { JobView } from './job-view.js';
import { temporalFailure } from './temporal-failures.js';

export interface CancelDependencies {
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly gate: BulkGate;
  readonly record: RecordGateEvent;
  readonly queries: JobQueries;
  readonly logger: Logger;
}

/** Where a cancel is written down: with the fact itself, or not at all. */
export interface CancelAct {
  describe(details: ActDetails): void;
  within(sql: Sql, details: ActDetails): Promise<void>;
  committed(): void;
  /** Looks at the credential once more, where one was shown. @throws Problem 401 */
  holdCredential?(sql: Sql): Promise<void>;
}

const TEMPORAL_TIMEOUT_MS = 2_000;

/**
 * Cancel is a durable fact first and a request to Temporal second: once the fact is in
 * the row, every batch stops the job by itself and the reconciler repeats what Temporal has not heard.
 */
export class CancelOperation {
  constructor(private readonly dependencies: CancelDependencies) {}

  /** Repeating it is harmless. @throws Problem 404, or 409 `wrong_status` for a job that has ended */
  async cancel(businessId: number, jobId: string, act?: CancelAct): Promise<JobView> {
    const { dataSource, queries, logger } = this.dependencies;
    const job = isJobId(jobId)
      ? await requestCancel(dataSource, businessId, jobId, async (sql, found) => {
          await act?.holdCredential?.(sql);
          if (found) await act?.within(sql, { operationType: found.operationType });
        })
      : null;
    if (job) act?.committed();
    if (!job) {
      const { status, operationType } = await queries.find(businessId, jobId);
      act?.describe({ operationType });
      throw wrongStatus(status, `The job is ${status}: there is nothing left to cancel.`);
    }
    try {
      await this.#carryOut(job);
    } catch (err) {
      if (err instanceof WorkflowNotFoundError) return queries.get(businessId, jobId); // it has just ended
      if (temporalFailure(err) === null) throw err;
      logger.warn({ err, jobId, businessId }, 'cancel is recorded, but Temporal is silent; the reconciler goes on');
    }
    return queries.get(businessId, jobId);
  }

  /** @throws errors of Temporal, when it does not answer */
  async #carryOut(job: ControlledJob): Promise<void> {
    const { dataSource, client } = this.dependencies;
    const workflow = await askTemporal(client, TEMPORAL_TIMEOUT_MS, () => describeJobWorkflow(client, job));
    switch (workflow.kind) {
      case 'open':
        await moveTo(dataSource, job.businessId, job.id, 'cancelling');
        await askTemporal(client, TEMPORAL_TIMEOUT_MS, () => jobWorkflowHandle(client, job).cancel());
        return;
      case 'gone':
        // A start may be on its way. Whoever begins the job then finds it final and stops.
        if (!job.begun) await this.#settleAsCancelled(job);
        return;
      case 'closed':
        return; // ended by itself, or the reconciler settles it
    }
  }

  async #settleAsCancelled(job: ControlledJob): Promise<void> {
    const { dataSource, gate, record } = this.dependencies;
    await settle({ gate, record, finish: finishIn(dataSource) }, job, 'cancelled', null, 'not begun');
  }
}
