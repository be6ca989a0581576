import { log } from '@temporalio/workflow';
import { failureMessage } from './attempt-failures.js';
import { BatchStream } from './batch-stream.js';
import type { JobRun } from './job-run.js';
import type { Waits } from './waits.js';

/** `exhausted`: all of them. `paused`: the job's row says so. `at rest`: something else is due, and no attempt runs. */
type StreamsEnd = 'exhausted' | 'paused' | 'at rest';

/** The streams of a job, side by side under one set of controls. */
export class Streams {
  readonly #all: readonly BatchStream[];

  constructor(
    private readonly run: JobRun,
    waits: Waits,
  ) {
    this.#all = run.state.streams.map(({ no }) => new BatchStream(run, waits, no));
  }

  /** See `BatchStream.isAtRest`. */
  isAtRest(): boolean {
    return this.#all.every((stream) => stream.isAtRest());
  }

  /** After a resume: what stood in the way of the job is looked at anew. */
  forgetFailures(): void {
    this.run.update({ held: undefined });
    for (const stream of this.#all) stream.forgetFailures();
  }

  /**
   * Until all are at rest, or exhausted. Whoever comes to rest first waits for the others: only when none can have an attempt
   * in flight may the job's row be written, the run be continued or the job be ended.
   *
   * @throws the error of the first stream that could not go on
   */
  async work(): Promise<StreamsEnd> {
    const working = this.#all.filter(({ isExhausted }) => !isExhausted);
    const ends = await Promise.allSettled(working.map((stream) => this.#workOrFail(stream)));
    this.run.throwIfFailed();
    if (this.#all.every(({ isExhausted }) => isExhausted)) return 'exhausted';
    return ends.some((end) => end.status === 'fulfilled' && end.value === 'paused') ? 'paused' : 'at rest';
  }

  async #workOrFail(stream: BatchStream): Promise<string> {
    try {
      return await stream.work();
    } catch (error) {
      this.run.fail(error);
      if (this.#all.some(({ isAtWork }) => isAtWork)) await this.#callOffBatches();
      throw error;
    }
  }

  /**
   * Ends the batches of the other streams with the chunk in hand. A batch that has not begun its first chunk does one, too:
   * it reads the number of the control when it closes it.
   */
  async #callOffBatches(): Promise<void> {
    try {
      await this.run.activities.callOffBatches(this.run.input.jobId);
    } catch (error) {
      log.warn('the other batches were not called off: they end by their time', { error: failureMessage(error) });
    }
  }
}
