import { condition, patched } from '@temporalio/workflow';
import type { BatchProgress, BatchResult } from '../operations/batch.js';
import {
  afterFailure,
  type AttemptLimits,
  type BatchAttempts,
  isGivenUp,
  waitingFor,
} from '../operations/batch-attempts.js';
import type { StreamState } from '../operations/bulk-operation.messages.js';
import type { HeldJob } from '../operations/hold.js';
import type { Policy } from '../operations/policy.js';
import { addCounters, type Pace } from '../operations/progress.js';
import { type AskedBatch, askForBatch } from './ask-for-batch.js';
import { attemptFailure, JobCannotGoOn } from './attempt-failures.js';
import type { JobRun } from './job-run.js';
import { PATCHES } from './patches.js';
import { streamsInTurn } from './turns.js';
import type { Waits } from './waits.js';

/** What lies between two attempts beside their own time and the back-off: workflow tasks, a busy server. */
const SLACK_MS = 30_000;

/** `done`, `failed` and `held`: there is more to do. `paused`: the job's row says so, and its last chunk was rolled back. */
type BatchEnd = 'done' | 'failed' | 'held' | 'paused' | 'exhausted';

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

  /** Whether an attempt of it runs. */
  get isAtWork(): boolean {
    return this.run.atWork.has(this.no);
  }

  get isExhausted(): boolean {
    return this.#state.isExhausted ?? false;
  }

  /**
   * Batch by batch, until it is exhausted, or at rest because that is due. A rest or a back-off that the barrier cuts short
   * goes on with the next call, also in the next run.
   */
  async work(): Promise<BatchEnd | 'at rest'> {
    const { run } = this;
    let end: BatchEnd;
    do {
      if (this.#state.rest) await this.#rest();
      await this.#waitForTurn();
      if (run.isBarrierDue() && (this.#hasOthers() || (run.state.run.held && this.isAtRest()))) return 'at rest';
      end = await this.#nextBatch();
    } while ((end === 'done' || end === 'failed' || end === 'held') && !run.isBarrierDue());
    return end;
  }

  /**
   * Until its next batch may begin. While the job waits for the database that is one stream's alone: its batch is the next
   * look. Sixteen of them would all come back at once to a database that has just recovered, and fill the history. It is the
   * first one that does not rest: else all would wait for its throttle, and the look would come later than the job says.
   */
  async #waitForTurn(): Promise<void> {
    const { run } = this;
    while (!run.isBarrierDue()) {
      const { held } = run.state.run;
      const isNews = (): boolean => run.state.run.held !== held || run.isBarrierDue();
      if (!this.#hasTurn()) await condition(() => this.#hasTurn() || run.isBarrierDue());
      else if (!held) return;
      else if (!this.#isToLook(held)) await condition(() => this.#isToLook(held) || isNews());
      else if (Date.now() >= held.nextLookAtMs) return;
      else await this.#waitForLook(held);
    }
  }

  /** A roll-over comes after a refresh of the lock (see `Wait`). */
  async #waitForLook(held: HeldJob): Promise<void> {
    const { run } = this;
    const ms = held.nextLookAtMs - Date.now();
    const wakes = (): boolean => run.state.run.held !== held || run.isInterrupted();
    await this.waits.wait({ ms, summary: 'hold', wakes, endsToRollOver: true });
  }

  #isToLook(held: HeldJob): boolean {
    return this.#inTurn.find(({ rest }) => !rest)?.no === this.no && this.run.lookingAfter !== held;
  }

  #hasTurn(): boolean {
    return this.#inTurn.some(({ no }) => no === this.no);
  }

  get #inTurn(): readonly StreamState[] {
    return streamsInTurn(this.run.state);
  }

  #hasOthers(): boolean {
    return this.run.state.streams.length > 1;
  }

  /** One attempt of the next batch, and the rest or the back-off that follows it. */
  async #nextBatch(): Promise<BatchEnd> {
    const controlSeq = this.run.controls.runStateSeq;
    const batch = await this.#attempt();
    if (!batch) return 'failed';
    this.run.follow(batch, batch.isPaused ? controlSeq : null);
    if (batch.isPaused) return 'paused';
    if (batch.exhausted) {
      this.run.updateStream(this.no, { isExhausted: true });
      return 'exhausted';
    }
    const { throttleMs } = this.run.controls;
    if (batch.hold) {
      // The rest that a batch owes goes by while the job waits.
      if (throttleMs > 0 && batch.processed > 0) this.#owe(throttleMs, throttleMs);
      this.run.show();
      return 'held';
    }
    if (throttleMs > 0) await this.#restFor(throttleMs, { throttleMs });
    else this.run.show();
    return 'done';
  }

  /** After a resume: the person who resumes a job has removed what was in its way. */
  forgetFailures(): void {
    const { attempts, failedChunksInARow } = this.#state;
    this.run.updateStream(this.no, { rest: undefined });
    if (!attempts && failedChunksInARow === 0) return;
    if (!patched(PATCHES.barrierBetweenAttempts)) return;
    this.run.updateStream(this.no, { attempts: undefined, failedChunksInARow: 0 });
  }

  get #state(): StreamState {
    return this.run.state.streams.find(({ no }) => no === this.no)!;
  }

  async #answerTo({ result }: AskedBatch): Promise<BatchResult> {
    const { held } = this.run.state.run;
    let batch: BatchResult | undefined;
    this.run.atWork.add(this.no);
    this.run.lookingAfter = held;
    try {
      batch = await result;
      return batch;
    } finally {
      this.run.atWork.delete(this.no);
      this.run.looked(held, batch?.hold);
    }
  }

  /** @returns null when the batch is to be tried again, from the chunk on that has failed */
  async #attempt(): Promise<BatchResult | null> {
    const { attempts } = this.#state;
    const asked = askForBatch(this.run, this.#state);
    let failed: BatchAttempts;
    try {
      const batch = await this.#answerTo(asked);
      this.#accept(batch, asked.isRecord);
      const { failedChunksInARow } = this.#state;
      if (failedChunksInARow >= this.run.policy.maxBatchFailures) {
        throw new JobCannotGoOn(
          `${failedChunksInARow} failed batches in a row, the last one by ${attempts?.lastFailure}`,
        );
      }
      return batch;
    } catch (error) {
      failed = this.#afterFailure(error, asked);
    }
    const before = this.#state.attempts;
    // What was found before may be what timed out: it does not come back with a resume.
    const size = asked.isAuto ? { chunkSize: failed.batchSize } : {};
    this.run.updateStream(this.no, { attempts: failed, ...size });
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
      ...(done.chunkSize === undefined ? {} : { chunkSize: done.chunkSize }),
      chunkNo: done.nextChunkNo,
      cursor: done.nextCursor,
      failedChunksInARow: hasFailed ? failedChunksInARow + 1 : 0,
      attempts: undefined,
    });
    const { total, counters, pace } = this.run.state.run;
    this.run.update({
      counters: addCounters(counters, done),
      total: Math.max(total, counters.processed + done.processed),
      ...(isLater(done.pace, pace) ? { pace: done.pace } : {}),
    });
  }

  /** @throws the error where no other attempt would help, JobCannotGoOn where the outage has lasted too long */
  #afterFailure(error: unknown, asked: AskedBatch): BatchAttempts {
    const failure = attemptFailure(error);
    if (failure === null) throw error;
    const done = failure.attempt?.done;
    if (done) this.#accept(done, false);
    const chunkSize = done?.chunkSize ?? asked.chunkSize;
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
    const { policy } = this.run;
    const ms = Math.min(1000 * 2 ** Math.min(failed.made - 1, 10), policy.maxBackoffSeconds * 1000);
    const note = `Waiting to try chunk ${this.#state.chunkNo} again: ${waitingFor(failed, this.#limits)}`;
    await this.#restFor(ms, { note, mayPause });
  }

  async #restFor(
    ms: number,
    {
      throttleMs = null,
      note = null,
      mayPause = true,
    }: { throttleMs?: number | null; note?: string | null; mayPause?: boolean },
  ): Promise<void> {
    this.#owe(ms, throttleMs);
    this.run.show(note);
    await this.#rest(mayPause);
  }

  #owe(ms: number, throttleMs: number | null): void {
    this.run.updateStream(this.no, { rest: { untilMs: Date.now() + ms, throttleMs } });
  }

  /**
   * Until the rest is over. A change of the throttle ends it, so that lowering 60 s to 0 takes effect now, and so does a pause:
   * the batch begins with the resume. Whatever else is due cuts it short where other streams wait for this one.
   */
  async #rest(mayPause = true): Promise<void> {
    const { controls } = this.run;
    const { untilMs, throttleMs } = this.#state.rest!;
    const isOver = (): boolean =>
      (mayPause && controls.pausedSinceMs !== null) || (throttleMs !== null && controls.throttleMs !== throttleMs);
    const isCut = (): boolean => this.#hasOthers() && this.run.isBarrierDue();
    const summary = throttleMs === null ? 'wait before the next attempt' : 'throttle';
    await this.waits.wait({ ms: untilMs - Date.now(), summary, wakes: () => isOver() || isCut() });
    if (isCut() && !isOver() && Date.now() < untilMs) return;
    this.run.updateStream(this.no, { rest: undefined });
    if (this.#hasOthers()) this.run.show();
  }
}

function attemptLimits({ startToCloseSeconds, maxBackoffSeconds, maxOutageSeconds }: Policy): AttemptLimits {
  return {
    longestAttemptMs: (startToCloseSeconds + maxBackoffSeconds) * 1000 + SLACK_MS,
    maxOutageMs: maxOutageSeconds * 1000,
  };
}

/** Answers of several streams come in any order. */
function isLater(answered: Pace | null | undefined, known: Pace | null | undefined): answered is Pace {
  return answered !== null && answered !== undefined && answered.workedMs >= (known?.workedMs ?? 0);
}
