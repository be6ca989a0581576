import { patched } from '@temporalio/workflow';
import { type BatchInput, type PausedBatch, type RecordedBatch, withBatchNo } from '../operations/batch.js';
import {
  afterFailure,
  type AttemptLimits,
  type BatchAttempts,
  isGivenUp,
  waitingFor,
} from '../operations/batch-attempts.js';
import type { StreamState } from '../operations/bulk-operation.messages.js';
import type { Policy } from '../operations/policy.js';
import { addCounters } from '../operations/progress.js';
import { batchProxy } from './activity-options.js';
import { attemptFailure, JobCannotGoOn } from './attempt-failures.js';
import type { JobRun } from './job-run.js';
import { PATCHES } from './patches.js';
import type { Waits } from './waits.js';

/** What lies between two attempts beside their own time and the back-off: workflow tasks, a busy server. */
const SLACK_MS = 30_000;

/** `done` and `failed`: there is more to do. `paused`: the job's row says so, and nothing was done. */
type BatchEnd = 'done' | 'failed' | 'paused' | 'exhausted';

/** Works through the targets of one stream, batch by batch, and tries a batch again that has failed. */
export class BatchStream {
  readonly #limits: AttemptLimits;

  constructor(
    private readonly run: JobRun,
    private readonly waits: Waits,
    private readonly no: number,
  ) {
    this.#limits = attemptLimits(run.policy);
  }

  /** Whether pause, resume and roll-over may take effect now. No attempt runs while this is asked. */
  isAtRest(): boolean {
    return !this.#state.attempts || patched(PATCHES.barrierBetweenAttempts);
  }

  /** One attempt of the next batch, and the rest or the back-off that follows it. */
  async nextBatch(): Promise<BatchEnd> {
    const batch = await this.#attempt();
    if (!batch) return 'failed';
    const isPaused = 'paused' in batch;
    this.run.follow(batch, isPaused);
    if (isPaused) return 'paused';
    if (batch.exhausted) return 'exhausted';
    this.run.show();
    await this.#rest();
    return 'done';
  }

  /** After a resume: the person who resumes a job has removed what was in its way. */
  forgetFailures(): void {
    const { attempts, failedChunksInARow } = this.#state;
    if (!attempts && failedChunksInARow === 0) return;
    if (!patched(PATCHES.barrierBetweenAttempts)) return;
    this.run.updateStream(this.no, { attempts: undefined, failedChunksInARow: 0 });
  }

  get #state(): StreamState {
    return this.run.state.streams.find(({ no }) => no === this.no)!;
  }

  /** @returns null when the batch is to be tried again */
  async #attempt(): Promise<RecordedBatch | PausedBatch | null> {
    const { attempts } = this.#state;
    const input = this.#batchInput();
    let failed: BatchAttempts;
    try {
      const batch = await this.#ask(input, attempts);
      if ('paused' in batch) return batch;
      this.#accept(batch, isGivenUp(attempts));
      const { failedChunksInARow } = this.#state;
      if (failedChunksInARow >= this.run.policy.maxBatchFailures) {
        throw new JobCannotGoOn(
          `${failedChunksInARow} failed batches in a row, the last one by ${attempts?.lastFailure}`,
        );
      }
      return batch;
    } catch (error) {
      failed = this.#afterFailure(error, attempts, input.batchSize);
    }
    this.run.updateStream(this.no, { attempts: failed });
    await this.#backOff(attempts, failed);
    return null;
  }

  #batchInput(): BatchInput {
    const { input, state, controls, policy } = this.run;
    const { chunkNo, cursor, attempts } = this.#state;
    return {
      jobId: input.jobId,
      businessId: input.businessId,
      operationType: input.operationType,
      runNo: state.run.no,
      streamNo: this.no,
      chunkNo,
      cursor,
      batchSize: attempts?.batchSize ?? controls.batchSize,
      counters: state.run.counters,
      lockTtlSeconds: policy.lockTtlSeconds,
      heartbeatTimeoutSeconds: policy.heartbeatTimeoutSeconds,
      understandsPaused: true,
    };
  }

  #ask(input: BatchInput, attempts: BatchAttempts | undefined): Promise<RecordedBatch | PausedBatch> {
    const attempt = (attempts?.made ?? 0) + 1;
    const name = `batch ${input.chunkNo}, up to ${input.batchSize} targets above ${input.cursor}`;
    const summary = attempt === 1 ? name : `${name} (attempt ${attempt})`;
    const activities = batchProxy(this.run.policy, summary, attempt);
    const sent = withBatchNo(input);
    if (attempts && isGivenUp(attempts)) return activities.recordFailedBatch({ ...sent, code: attempts.lastFailure });
    return attempts?.isLast ? activities.processUnlocked(sent) : activities.processBatch(sent);
  }

  #accept(batch: RecordedBatch, isRecordedAsFailed: boolean): void {
    // An attempt of a batch that was given up may have committed after all: then its result counts, and it has not failed.
    const hasFailed = isRecordedAsFailed && batch.succeeded === 0 && batch.failed > 0;
    const { chunkNo, failedChunksInARow } = this.#state;
    this.run.updateStream(this.no, {
      chunkNo: chunkNo + 1,
      cursor: batch.nextCursor,
      failedChunksInARow: hasFailed ? failedChunksInARow + 1 : 0,
      attempts: undefined,
    });
    const { total, counters } = this.run.state.run;
    this.run.update({
      counters: addCounters(counters, batch),
      total: Math.max(total, counters.processed + batch.processed),
      ...(batch.pace ? { pace: batch.pace } : {}),
    });
  }

  /** @throws the error where no other attempt would help, JobCannotGoOn where the outage has lasted too long */
  #afterFailure(error: unknown, attempts: BatchAttempts | undefined, batchSize: number): BatchAttempts {
    const failure = attemptFailure(error);
    if (failure === null) throw error;
    const failed = afterFailure(attempts, failure, batchSize, Date.now(), this.#limits);
    if (failed === null || (failed.isLast && !patched(PATCHES.attemptPastLocks))) {
      throw new JobCannotGoOn(`batch given up: ${failure.message}`);
    }
    return failed;
  }

  async #backOff(before: BatchAttempts | undefined, failed: BatchAttempts): Promise<void> {
    const mayPause = this.isAtRest();
    const isNextOfAnotherKind = isGivenUp(failed) !== isGivenUp(before) || failed.isLast !== (before?.isLast ?? false);
    if (isNextOfAnotherKind) return;
    const { policy, controls } = this.run;
    this.run.show(`Waiting to try batch ${this.#state.chunkNo} again: ${waitingFor(failed, this.#limits)}`);
    await this.waits.wait({
      ms: Math.min(1000 * 2 ** Math.min(failed.made - 1, 10), policy.maxBackoffSeconds * 1000),
      summary: 'wait before the next attempt',
      wakes: () => mayPause && controls.pausedSinceMs !== null,
    });
  }

  /** The throttle. A change of it ends the rest, so that lowering 60 s to 0 takes effect now. */
  async #rest(): Promise<void> {
    const { controls } = this.run;
    const ms = controls.throttleMs;
    if (ms === 0) return;
    const wakes = (): boolean => controls.pausedSinceMs !== null || controls.throttleMs !== ms;
    await this.waits.wait({ ms, summary: 'throttle', wakes });
  }
}

function attemptLimits({ startToCloseSeconds, maxBackoffSeconds, maxOutageSeconds }: Policy): AttemptLimits {
  return {
    longestAttemptMs: (startToCloseSeconds + maxBackoffSeconds) * 1000 + SLACK_MS,
    maxOutageMs: maxOutageSeconds * 1000,
  };
}
