import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Business } from '../db/business.js';
import { nextControl, nextControlAbove } from '../db/repositories/job-controls.js';
import type { ControlResult } from '../operations/bulk-operation.messages.js';
import type { Job } from '../operations/job.js';
import { isJobId } from '../operations/job-id.js';
import type { Speed } from '../operations/row-state.js';
import { isFinal } from '../operations/status.js';
import { askTemporal } from '../temporal/ask-temporal.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../temporal/job-workflow.js';
import { newestSeqSeen, streamsOfRefusal, temporalFailure } from '../temporal/temporal-failures.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../workflows/bulk-operation.updates.js';
import { ControlFailed, wrongStatus } from './control-errors.js';
import type { JobAct } from './job-act.js';
import { requireJob } from './require-job.js';
import type { StartsInFlight } from './starts-in-flight.js';

/** The whole answer takes less than five seconds: the Update, then one question why it was not answered. */
const UPDATE_TIMEOUT_MS = 3_300;
const DESCRIBE_TIMEOUT_MS = 900;

/** What is absent stays as it is. */
type SpeedChange = { readonly [Knob in keyof Speed]?: Speed[Knob] | undefined };

type Send = (workflow: ReturnType<typeof jobWorkflowHandle>, seq: number) => Promise<ControlResult>;

/** Pause, resume and speed: Updates to the job's workflow, ordered by the job's control sequence. */
export class ControlJob {
  /** @param starts of this process: a job whose workflow is being started is asked when that is done */
  constructor(
    private readonly client: Client,
    private readonly starts?: Pick<StartsInFlight, 'of'>,
  ) {}

  /** @returns the job as its workflow has confirmed it. @throws ControlFailed */
  pause(business: Business, jobId: string, act?: JobAct): Promise<Job> {
    return this.#control(business, jobId, 'paused', act, (workflow, seq) =>
      workflow.executeUpdate(pauseUpdate, { args: [{ seq }] }),
    );
  }

  /** The same as `pause`. */
  resume(business: Business, jobId: string, act?: JobAct): Promise<Job> {
    return this.#control(business, jobId, 'resumed', act, (workflow, seq) =>
      workflow.executeUpdate(resumeUpdate, { args: [{ seq }] }),
    );
  }

  /** The same as `pause`. */
  changeSpeed(
    business: Business,
    jobId: string,
    { batchSize, throttleMs, parallelism }: SpeedChange,
    act?: JobAct,
  ): Promise<Job> {
    const speed = {
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(throttleMs === undefined ? {} : { throttleMs }),
      ...(parallelism === undefined ? {} : { parallelism }),
    };
    return this.#control(business, jobId, 'changed', act, (workflow, seq) =>
      workflow.executeUpdate(changeSpeedUpdate, { args: [{ seq, ...speed }] }),
    );
  }

  async #control(business: Business, jobId: string, done: string, act: JobAct | undefined, send: Send): Promise<Job> {
    if (!isJobId(jobId)) throw new ControlFailed('job_not_found');
    const job = await nextControl(business, jobId, async (sql) => act?.lockCredential?.(sql));
    if (!job) {
      const { status, operationType } = await requireJob(business, jobId);
      act?.describe({ operationType });
      throw wrongStatus(status, `The job is ${status}: it cannot be ${done} any more.`);
    }
    act?.describe({ operationType: job.operationType });
    // The wait for the start is part of the answer's time.
    const untilMs = performance.now() + UPDATE_TIMEOUT_MS;
    await this.starts?.of(job.id);
    const { changed, status, batchSize, throttleMs, parallelism } = await this.#send(business, job, send, untilMs);
    if (!changed) throw wrongStatus(status, `The job is ${status}: it cannot be ${done} now.`);
    const row = await requireJob(business, job.id);
    // The workflow's word is newer than the row, but for a job that is just beginning, or has ended in between.
    if (isFinal(row.status)) return row;
    const speed = { batchSize, throttleMs, parallelism: parallelism ?? row.parallelism };
    return { ...row, ...speed, status: status === 'pending' ? row.status : status };
  }

  async #send(business: Business, job: Job, send: Send, untilMs: number): Promise<ControlResult> {
    const { client } = this;
    const ask = (asked: Job): Promise<ControlResult> =>
      askTemporal(client, Math.max(1, untilMs - performance.now()), () =>
        send(jobWorkflowHandle(client, asked), asked.controlSeq),
      );
    try {
      return await ask(job).catch(async (error: unknown) => {
        const newest = newestSeqSeen(error);
        const again = newest === null ? null : await nextControlAbove(business, job, newest);
        if (!again) throw error;
        return ask(again);
      });
    } catch (error) {
      throw await this.#meaningOf(business, error, job);
    }
  }

  async #meaningOf(business: Business, error: unknown, job: Job): Promise<unknown> {
    if (error instanceof WorkflowNotFoundError) return this.#whyThereIsNoAnswer(business, job, error);
    const streams = streamsOfRefusal(error);
    if (streams !== null) return new ControlFailed('parallelism_too_high', { streams });
    const failure = temporalFailure(error);
    switch (failure) {
      case null:
        return error;
      case 'superseded':
        return new ControlFailed('superseded');
      case 'wrong status':
        return wrongStatus(job.status, 'The job is stopping: it takes no more controls.');
      case 'no answer':
        return this.#whyThereIsNoAnswer(business, job, error);
      case 'unavailable':
        return new ControlFailed('temporal_unavailable', { cause: error });
    }
  }

  /** A silence has four reasons, and each is another thing to do for whoever asked. */
  async #whyThereIsNoAnswer(business: Business, job: Job, cause: unknown): Promise<Error> {
    const { client } = this;
    const workflow = await askTemporal(client, DESCRIBE_TIMEOUT_MS, () => describeJobWorkflow(client, job)).catch(
      () => null,
    );
    if (workflow === null) return new ControlFailed('temporal_unavailable', { cause });
    if (workflow.kind === 'open') return new ControlFailed('no_worker', { cause });
    if (workflow.kind === 'gone' && !job.startedAt) return new ControlFailed('not_started_yet', { cause });
    return wrongStatus((await requireJob(business, job.id)).status, 'The job has ended: it takes no more controls.');
  }
}
