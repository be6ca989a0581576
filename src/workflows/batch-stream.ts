import { patched } from '@temporalio/workflow';
import type { BatchProgress, BatchResult } from '../operations/batch.js';
import {
  afterFailure,
  type AttemptLimits,
  type BatchAttempts,
  isGivenUp,
  waitingFor,
} from '../operations/batch-attempts.js';
import type { StreamState } from '../operations/bulk-operation.messages.js';
import type { Policy } from '../operations/policy.js';
import { addCounters, type Pace } from '../operations/progress.js';
import { askForBatch } from './ask-for-batch.js';
import { attemptFailure, JobCannotGoOn } from './attempt-failures.js';
import type { JobRun } from './job-run.js';
import { PATCHES } from './patches.js';
import type { Waits } from './waits.js';

/** What lies between two attempts beside their own time and the back-off: workflow tasks, a busy server. */
const SLACK_MS = 30_000;

/** `done` and `failed`: there is more to do. `paused`: the job's row says so, and its last chunk was rolled back. */
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
    this.run.follow(batch, batch.isPaused);
    if (batch.isPaused) return 'paused';
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

  /** @returns null when the batch is to be tried again, from the chunk on that has failed */
  async #attempt(): Promise<BatchResult | null> {
    const { attempts } = this.#state;
    const asked = askForBatch(this.run, this.#state);
    let failed: BatchAttempts;
    try {
      const batch = await asked.result;
      this.#accept(batch, asked.isRecord);
      const { failedChunksInARow } = this.#state;
      if (failedChunksInARow >= this.run.policy.maxBatchFailures) {
        throw new JobCannotGoOn(
          `${failedChunksInARow} failed batches in a row, the last one by ${attempts?.lastFailure}`,
        );
      }
      return batch;
    } catch (error) {
      failed = this.#afterFailure(error, asked.chunkSize);
    }
    const before = this.#state.attempts;
    this.run.updateStream(this.no, { attempts: failed });
    await this.#backOff(before, failed);
    return null;
  }

  /** Goes on from where the attempt has come to: its chunks are in the ledger. What has failed before is behind it then. */
  #accept(done: BatchProgress & { readonly pace?: Pace | null }, isRecord: boolean): void {
    const { chunkNo, failedChunksInARow } = this.#state;
    if (done.nextChunkNo === chunkNo) return;
    // An attempt of a chunk that was given up may have committed after all: then its result counts, and it has not failed.
    const hasFailed = isRecord && done.succeeded === 0 && done.failed > 0;
    this.run.updateStream(this.no, {
      chunkNo: done.nextChunkNo,
      cursor: done.nextCursor,
      failedChunksInARow: hasFailed ? failedChunksInARow + 1 : 0,
      attempts: undefined,
    });
    const { total, counters } = this.run.state.run;
    this.run.update({
      counters: addCounters(counters, done),
      total: Math.max(total, counters.processed + done.processed),
      ...(done.pace ? { pace: done.pace } : {}),
    });
  }

  /**
   * @param chunkSize that was asked for
   * @throws the error where no other attempt would help, JobCannotGoOn where the outage has lasted too long
   */
  #afterFailure(error: unknown, chunkSize: number): BatchAttempts {
    const failure = attemptFailure(error);
    if (failure === null) throw error;
    if (failure.attempt?.done) this.#accept(failure.attempt.done, false);
    const failed = afterFailure(this.#state.attempts, failure, chunkSize, Date.now(), this.#limits);
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
    this.run.show(`Waiting to try chunk ${this.#state.chunkNo} again: ${waitingFor(failed, this.#limits)}`);
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
