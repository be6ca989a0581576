import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { describeError, postgresError } from '../db/postgres-error.js';
import { beginJob, finishJob, moveTo, readBegun, readLive, writeSpeed } from '../db/repositories/job-lifecycle.js';
import { measureSelection, readSelection } from '../db/repositories/targets.js';
import { FAILURE } from '../operations/errors.js';
import type { FinalStatus, JobStatus } from '../operations/status.js';
import type { BegunSelections } from './begun-selections.js';
import type { GateKeeper, HeldGate } from './gate-keeper.js';

export interface JobDependencies {
  readonly dataSource: DataSource;
  readonly keeper: GateKeeper;
  readonly selections: BegunSelections;
}

export interface BegunResult {
  readonly total: number;
  readonly startedAtMs: number;
  readonly stopRequested: boolean;
}

export function createJobActivities({ dataSource, keeper, selections }: JobDependencies) {
  return {
    /**
     * Begins the job: measures its selection, writes `total` and `running`, then touches the gate. A repeated call
     * returns what the first one wrote.
     *
     * @throws ApplicationFailure `JobNotLive` when the job is final, `JobCannotBegin` when its selection cannot be read
     */
    async beginJob(held: HeldGate): Promise<BegunResult> {
      const { jobId } = held;
      // Measuring 10,000,000 rows takes seconds: not again for an attempt whose forerunner has written already.
      const begun = (await readBegun(dataSource, jobId)) ?? (await begin(held));
      await keeper.keep(held);
      return { total: begun.total, startedAtMs: begun.startedAt.getTime(), stopRequested: begun.stopRequested };
    },

    /** Writes the status a control has led to, along its arrow; elsewhere by now means it stays where it is. */
    async recordStatus(jobId: string, status: Exclude<JobStatus, FinalStatus>): Promise<void> {
      await moveTo(dataSource, jobId, status);
    },

    /** Writes the speed in force, for people to see. */
    async recordSpeed(jobId: string, speed: { batchSize: number; throttleMs: number }): Promise<void> {
      await writeSpeed(dataSource, jobId, speed);
    },

    /**
     * One beat of a job that waits: refreshes the gate, writes nothing to PostgreSQL.
     *
     * @throws ApplicationFailure `JobNotLive`, `GateLost`
     */
    async keepAlive(held: HeldGate): Promise<{ stopRequested: boolean }> {
      const live = await readLive(dataSource, held.jobId);
      if (!live) throw ApplicationFailure.nonRetryable('the job is final', FAILURE.jobNotLive);
      await keeper.keep(held);
      return live;
    },

    /** Writes the final status; a no-op on a final job. */
    async finishJob(jobId: string, status: FinalStatus, lastError: string | null): Promise<void> {
      await finishJob(dataSource, jobId, status, lastError);
    },

    /** Frees the job's own lock, if it still is the job's. */
    async releaseGate(held: HeldGate): Promise<void> {
      await keeper.release(held);
    },
  };

  async function begin({ jobId, operationType }: HeldGate) {
    const definition = selections.definitionOf(operationType);
    const selection = await readSelection(dataSource, jobId);
    if (!selection) throw ApplicationFailure.nonRetryable('there is no such job', FAILURE.jobNotLive);
    const measured = await measureSelection(dataSource, definition.targets, selection).catch((error: unknown) => {
      throw isHopeless(error) ? ApplicationFailure.nonRetryable(describeError(error), FAILURE.jobCannotBegin) : error;
    });
    const begun = await beginJob(dataSource, jobId, measured);
    if (!begun) throw ApplicationFailure.nonRetryable('the job is final: it is not begun', FAILURE.jobNotLive);
    return begun;
  }
}

/** The selection itself is at fault (data exception, missing table or column): no later attempt can do better. */
function isHopeless(error: unknown): boolean {
  return /^(22|42)/.test(postgresError(error)?.code ?? '');
}
