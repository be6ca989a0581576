import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type ControlledJob, nextControl, nextControlAbove } from '../../db/repositories/job-controls.js';
import type { Sql } from '../../operations/definition.js';
import type { ControlResult } from '../../operations/bulk-operation.messages.js';
import { isJobId } from '../../operations/job-id.js';
import { isFinal } from '../../operations/status.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../../temporal/job-workflow.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../workflows/bulk-operation.updates.js';
import { Problem } from '../../http/problem.js';
import { partUnavailable } from '../../http/problems.js';
import { operationNotFound, superseded, wrongStatus } from '../problems.js';
import { askTemporal } from './ask-temporal.js';
import type { JobQueries } from './job-queries.js';
import type { JobView } from './job-view.js';
import { optionsSchema } from './operation-request.js';
import { newestSeqSeen, temporalFailure } from './temporal-failures.js';

export const speedSchema = optionsSchema.refine((speed) => Object.keys(speed).length > 0, {
  error: 'give batchSize, throttleMs or both',
});

/** The whole answer takes less than five seconds: the Update, then one question why it was not answered. */
const UPDATE_TIMEOUT_MS = 3_300;
const DESCRIBE_TIMEOUT_MS = 900;

/** What is told of a control, for its entry in the audit log. */
export interface ControlAct {
  describe(details: { readonly operationType: string }): void;
  /** Looks at the credential once more, where one was shown. @throws Problem 401 */
  holdCredential?(sql: Sql): Promise<void>;
}

type Send = (workflow: ReturnType<typeof jobWorkflowHandle>, seq: number) => Promise<ControlResult>;

/** Pause, resume and speed: Updates to the job's workflow, ordered by the job's control sequence. */
export class JobControls {
  constructor(
    private readonly dataSource: DataSource,
    private readonly client: Client,
    private readonly queries: JobQueries,
  ) {}

  /** @throws Problem 404, 409 `wrong_status` or `superseded`, 503 `no_worker`, `not_started_yet` or `temporal_unavailable` */
  pause(businessId: number, jobId: string, act?: ControlAct): Promise<JobView> {
    return this.#control(businessId, jobId, 'paused', act, (workflow, seq) =>
      workflow.executeUpdate(pauseUpdate, { args: [{ seq }] }),
    );
  }

  /** @throws the same as `pause` */
  resume(businessId: number, jobId: string, act?: ControlAct): Promise<JobView> {
    return this.#control(businessId, jobId, 'resumed', act, (workflow, seq) =>
      workflow.executeUpdate(resumeUpdate, { args: [{ seq }] }),
    );
  }

  /** @throws the same as `pause` */
  changeSpeed(
    businessId: number,
    jobId: string,
    speed: z.infer<typeof speedSchema>,
    act?: ControlAct,
  ): Promise<JobView> {
    const { batchSize, throttleMs } = speed;
    const given = {
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(throttleMs === undefined ? {} : { throttleMs }),
    };
    return this.#control(businessId, jobId, 'changed', act, (workflow, seq) =>
      workflow.executeUpdate(changeSpeedUpdate, { args: [{ seq, ...given }] }),
    );
  }

  async #control(
    businessId: number,
    jobId: string,
    done: string,
    act: ControlAct | undefined,
    send: Send,
  ): Promise<JobView> {
    const hold = async (sql: Sql): Promise<void> => act?.holdCredential?.(sql);
    const job = isJobId(jobId) ? await nextControl(this.dataSource, businessId, jobId, hold) : null;
    if (!job) throw await this.#refusal(businessId, jobId, done, act);
    act?.describe({ operationType: job.operationType });
    const result = await this.#send(job, send);
    if (!result.changed) throw wrongStatus(result.status, `The job is ${result.status}: it cannot be ${done} now.`);
    const row = await this.queries.find(businessId, jobId);
    const { batchSize, throttleMs } = result;
    // The workflow's word is newer than the row, but for a job that is just beginning, or has ended in between.
    const status = result.status === 'pending' ? row.status : result.status;
    return this.queries.view(isFinal(row.status) ? row : Object.assign(row, { status, batchSize, throttleMs }));
  }

  async #send(job: ControlledJob, send: Send): Promise<ControlResult> {
    const { client } = this;
    const untilMs = performance.now() + UPDATE_TIMEOUT_MS;
    const ask = (asked: ControlledJob): Promise<ControlResult> =>
      askTemporal(client, Math.max(1, untilMs - performance.now()), () =>
        send(jobWorkflowHandle(client, asked), asked.controlSeq),
      );
    try {
      return await ask(job).catch(async (error: unknown) => {
        const newest = newestSeqSeen(error);
        const again = newest === null ? null : await nextControlAbove(this.dataSource, job, newest);
        if (!again) throw error;
        return ask(again);
      });
    } catch (error) {
      throw await this.#problemOf(error, job);
    }
  }

  async #problemOf(error: unknown, job: ControlledJob): Promise<unknown> {
    if (error instanceof WorkflowNotFoundError) return this.#whyThereIsNoAnswer(job, error);
    const failure = temporalFailure(error);
    switch (failure) {
      case null:
        return error;
      case 'superseded':
        return superseded();
      case 'wrong status':
        return wrongStatus(job.status, 'The job is stopping: it takes no more controls.');
      case 'no answer':
        return this.#whyThereIsNoAnswer(job, error);
      case 'unavailable':
        return temporalUnavailable(error);
    }
  }

  /** A silence has four reasons, and each is another thing to do for whoever asked. */
  async #whyThereIsNoAnswer(job: ControlledJob, cause: unknown): Promise<Problem> {
    const { client } = this;
    const workflow = await askTemporal(client, DESCRIBE_TIMEOUT_MS, () => describeJobWorkflow(client, job)).catch(
      () => null,
    );
    if (workflow === null) return temporalUnavailable(cause);
    if (workflow.kind === 'open') return noWorker(cause);
    if (workflow.kind === 'gone' && !job.begun) return notStartedYet(cause);
    const row = await this.queries.find(job.businessId, job.id);
    return wrongStatus(row.status, 'The job has ended: it takes no more controls.');
  }

  async #refusal(businessId: number, jobId: string, done: string, act: ControlAct | undefined): Promise<Problem> {
    const { status, operationType } = await this.queries.find(businessId, jobId).catch((error: unknown) => {
      throw error instanceof Problem ? operationNotFound() : error;
    });
    act?.describe({ operationType });
    return wrongStatus(status, `The job is ${status}: it cannot be ${done} any more.`);
  }
}

const MAY_STILL = 'It is not confirmed and may still take effect.';

function noWorker(cause: unknown): Problem {
  return partUnavailable('no_worker', 'A worker', cause, `No worker has answered in time. ${MAY_STILL}`);
}

function notStartedYet(cause: unknown): Problem {
  return partUnavailable(
    'not_started_yet',
    'The job',
    cause,
    'Its workflow is about to be started. Nothing was changed; please try again.',
  );
}

function temporalUnavailable(cause: unknown): Problem {
  return partUnavailable('temporal_unavailable', 'Temporal', cause, `Temporal does not answer. ${MAY_STILL}`);
}
