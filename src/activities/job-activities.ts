import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Business } from '../db/business.js';
import { describeError, errorMeaning, postgresError, QUERY_CANCELED } from '../db/postgres-error.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import {
  beginJob,
  type BegunJob,
  type EndedJob,
  finishJob,
  moveTo,
  type JobToBegin,
  readEnded,
  readJobToBegin,
  readLive,
  writeSpeed,
} from '../db/repositories/job-lifecycle.js';
import { callOffBatches } from '../db/repositories/job-controls.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import { selectTargets } from '../db/selections/select-targets.js';
import type { OperationDefinition } from '../operations/definition.js';
import { FAILURE } from '../operations/errors.js';
import type { RowState, SentSpeed } from '../operations/row-state.js';
import type { FinalStatus, JobStatus } from '../operations/status.js';
import { type StreamRange, WHOLE_SELECTION } from '../operations/stream-ranges.js';
import type { BegunSelections } from './begun-selections.js';
import type { GateKeeper, HeldGate } from './gate-keeper.js';
import { withHeartbeat } from './heartbeat.js';

export interface JobDependencies {
  readonly keeper: GateKeeper;
  readonly selections: BegunSelections;
  /** So long a job of a type that this worker does not know waits for one that does: a deploy may bring it. */
  readonly deployMs: number;
  /** The business whose workflow has scheduled the current activity. */
  readonly businessOfWorkflow: () => Business;
  /** Id of that workflow's run. */
  readonly runOfWorkflow: () => string | null;
}

export interface BegunResult {
  readonly total: number;
  /** Absent in answers of workers of before streams. */
  readonly streams?: readonly StreamRange[];
  readonly startedAtMs: number;
  readonly stopRequested: boolean;
  readonly row: RowState;
  /** The operation has something to finish; absent where it has not, and in answers of workers of before that. */
  readonly hasFinish?: true;
}

export function createJobActivities(dependencies: JobDependencies) {
  const { keeper, selections, deployMs, businessOfWorkflow, runOfWorkflow } = dependencies;
  return {
    /**
     * Begins the job: measures its selection and divides it into streams, writes `total`, their ranges and `running`, then
     * touches the gate. A repeated call returns what the first one wrote.
     *
     * @param parallelism how many streams are asked for; absent from workflows of before streams
     *
     * @throws ApplicationFailure `JobNotLive` when the job is final, `JobCannotBegin` when its selection cannot be read or no
     *   worker has known its type for minutes
     */
    async beginJob(held: HeldGate, parallelism = 1): Promise<BegunResult> {
      const { heartbeatTimeoutMs, attempt } = Context.current().info;
      // Measuring 10,000,000 rows takes seconds: the gate is kept meanwhile, and it is not done again for an attempt whose
      // forerunner has written already.
      const { begun, hasFinish } = await withHeartbeat(
        keeper,
        {
          held,
          heartbeatTimeoutSeconds: heartbeatTimeoutMs ? heartbeatTimeoutMs / 1000 : held.ttlSeconds,
          beat: () => Context.current().heartbeat(),
        },
        async () => {
          const business = businessOfWorkflow();
          const job = (await readJobToBegin(business, held.jobId)) ?? noLongerLive();
          const definition = definitionToBegin(held, job);
          const begun = job.begun ?? (await begin(business, held.jobId, definition, job, { attempt, parallelism }));
          return { begun, hasFinish: definition?.finish !== undefined };
        },
      );
      return {
        ...(hasFinish ? { hasFinish: true } : {}),
        total: begun.total,
        streams: begun.streams ?? WHOLE_SELECTION,
        startedAtMs: begun.startedAt.getTime(),
        stopRequested: begun.stopRequested,
        row: begun.row,
      };
    },

    /**
     * Writes the status a control has led to, along its arrow; elsewhere by now means it stays where it is. An older
     * write than the newest one (`no` counts them) changes nothing.
     *
     * @param seq number of the control; absent from workflows of before 0.1.0
     * @returns what the row says now; null where the job is final
     * @throws ApplicationFailure `RowNotWritten` where no later attempt would do better
     */
    async recordStatus(
      jobId: string,
      status: Exclude<JobStatus, FinalStatus>,
      no: number,
      seq?: number,
    ): Promise<RowState | null> {
      const business = businessOfWorkflow();
      await moveTo(business, jobId, status, no, seq ?? null).catch(endUselessRetries);
      return rowOf(business, jobId);
    },

    /**
     * Writes the speed in force, for people to see. An older write than the newest one changes nothing.
     *
     * @param no and `seq`, the number of the control: absent from workflows of before 0.1.0
     * @returns what the row says now; null where the job is final
     * @throws ApplicationFailure `RowNotWritten` where no later attempt would do better
     */
    async recordSpeed(jobId: string, speed: SentSpeed, no?: number, seq?: number): Promise<RowState | null> {
      const business = businessOfWorkflow();
      await writeSpeed(business, jobId, speed, no ?? null, seq ?? null).catch(endUselessRetries);
      return rowOf(business, jobId);
    },

    /** Ends all batches of the job with the chunk in hand, as a control does: the job cannot go on. */
    async callOffBatches(jobId: string): Promise<void> {
      await callOffBatches(businessOfWorkflow(), jobId).catch(endUselessRetries);
    },

    /**
     * One beat of a job that waits: refreshes the gate, writes nothing to PostgreSQL.
     *
     * @throws ApplicationFailure `JobNotLive`, `GateLost`
     */
    async keepAlive(held: HeldGate): Promise<{ stopRequested: boolean; row: RowState }> {
      // Redis first: with PostgreSQL away for longer than the TTL the lock must not lapse.
      await keeper.keep(held);
      const live = await readLive(businessOfWorkflow(), held.jobId);
      if (!live) throw ApplicationFailure.nonRetryable('the job is final', FAILURE.jobNotLive);
      return live;
    },

    /**
     * Writes the final status, and the speed that was last in force; a no-op on a final job.
     *
     * @param speed absent from workflows of before 0.1.0
     * @returns what the ended job's row says; to workflows of before 0.1.0 the final status alone
     * @throws ApplicationFailure `JobNotLive` for a job without a row, `NoSuchArrow` when its status does not lead there
     */
    async finishJob(
      jobId: string,
      status: FinalStatus,
      lastError: string | null,
      speed?: SentSpeed,
    ): Promise<EndedJob | FinalStatus> {
      const business = businessOfWorkflow();
      await finishJob(business, jobId, status, lastError, 'any', speed ?? null);
      const ended = await readEnded(business, jobId);
      if (ended) return speed ? ended : ended.status;
      const job = await findJob(business, jobId);
      if (!job) throw ApplicationFailure.nonRetryable('there is no such job', FAILURE.jobNotLive);
      throw ApplicationFailure.nonRetryable(`a job that is ${job.status} cannot become ${status}`, FAILURE.noSuchArrow);
    },

    /** Frees the job's own lock, if it still is the job's. */
    async releaseGate(held: HeldGate): Promise<void> {
      await keeper.release(held);
    },
  };

  async function rowOf(business: Business, jobId: string): Promise<RowState | null> {
    return (await readLive(business, jobId))?.row ?? null;
  }

  /** Null where this worker does not know it and none is needed: the job is to stop. */
  function definitionToBegin(held: HeldGate, { selection, stopRequested }: JobToBegin): OperationDefinition | null {
    try {
      return selections.definitionOf(held, selection);
    } catch (error) {
      if (stopRequested) return null;
      const isUnknown = error instanceof ApplicationFailure && error.type === FAILURE.unknownOperationType;
      if (!isUnknown || Date.now() - Context.current().info.scheduledTimestampMs < deployMs) throw error;
      throw ApplicationFailure.nonRetryable(error.message, FAILURE.jobCannotBegin);
    }
  }

  async function begin(
    business: Business,
    jobId: string,
    definition: OperationDefinition | null,
    { selection, stopRequested }: JobToBegin,
    { attempt, parallelism }: { readonly attempt: number; readonly parallelism: number },
  ): Promise<BegunJob> {
    const selected = definition && selectTargets(definition.targets, selection);
    const measured = await selected?.measure(business, parallelism).catch((error: unknown) => {
      // Whoever has cancelled it does not wait until it can be measured.
      if (stopRequested) return NOTHING_SELECTED;
      if (!isHopeless(error, attempt)) throw error;
      throw ApplicationFailure.nonRetryable(`cannot be measured: ${describeError(error)}`, FAILURE.jobCannotBegin);
    });
    const sendsMessages = definition?.kind === 'messages';
    return (
      (await beginJob(business, jobId, measured ?? NOTHING_SELECTED, runOfWorkflow(), sendsMessages)) ?? noLongerLive()
    );
  }
}

function noLongerLive(): never {
  throw ApplicationFailure.nonRetryable('the job is final: it is not begun', FAILURE.jobNotLive);
}

/** The job's row is for people to see: a write that PostgreSQL refuses for good must not be tried for ever. */
function endUselessRetries(error: unknown): never {
  if (postgresError(error) === null || isPassing(errorMeaning(error))) throw error;
  throw ApplicationFailure.nonRetryable(describeError(error), FAILURE.rowNotWritten);
}

const NOTHING_SELECTED = { total: 0, upperBound: 0, streams: WHOLE_SELECTION };
/** Attempts to measure that may meet `statement_timeout` (another load on the server), before the selection is at fault. */
const MAX_SLOW_ATTEMPTS = 3;

/** The selection itself is at fault (data exception, missing table or column, too slow): no later attempt does better. */
function isHopeless(error: unknown, attempt: number): boolean {
  const meaning = errorMeaning(error);
  if (meaning === 'row' || meaning === 'setup') return true;
  return postgresError(error)?.code === QUERY_CANCELED && attempt >= MAX_SLOW_ATTEMPTS;
}
