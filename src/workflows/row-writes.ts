import { type CancellationScope, log } from '@temporalio/workflow';
import type { JobStatus } from '../operations/status.js';
import type { jobProxy } from './activity-options.js';
import { failureMessage } from './attempt-failures.js';
import type { BulkOperationState } from './bulk-operation.messages.js';
import type { Controls } from './job-controls.js';

export interface RowWritesOptions {
  readonly jobId: string;
  readonly job: ReturnType<typeof jobProxy>;
  /** Update handlers run in the root scope, which refuses activities after a cancel. */
  readonly shield: CancellationScope;
  readonly controls: Controls;
  readonly state: BulkOperationState;
}

/**
 * What controls lead to, written into the job's row behind them: one write at a time, in order. A late `pausing` must not
 * overtake the `running` of a resume, nor an old speed a new one.
 */
export class RowWrites {
  #latest: Promise<void> = Promise.resolve();
  #statusNo: number;
  #isSpeedQueued = false;
  #unwrittenSpeeds = 0;

  constructor(private readonly options: RowWritesOptions) {
    this.#statusNo = options.state.statusNo;
    if (options.state.isSpeedUnwritten) this.speed();
  }

  /** Numbered over all runs: a frozen attempt of an older write that wakes up late changes nothing. */
  status(next: Extract<JobStatus, 'running' | 'pausing' | 'paused'>): Promise<void> {
    const no = ++this.#statusNo;
    return this.#write(() => this.options.job.recordStatus(this.options.jobId, next, no));
  }

  /**
   * One write serves all changes of the speed that came before it: with one for each, a flood of changes would fill a run's
   * history with them.
   */
  speed(): void {
    if (this.#isSpeedQueued) return;
    this.#isSpeedQueued = true;
    this.#unwrittenSpeeds++;
    void this.#write(async () => {
      this.#isSpeedQueued = false;
      const { batchSize, throttleMs } = this.options.controls;
      await this.options.job.recordSpeed(this.options.jobId, { batchSize, throttleMs });
      this.#unwrittenSpeeds--;
    });
  }

  /** Resolves when everything that was asked for before this call is written. */
  written(): Promise<void> {
    return this.#latest;
  }

  /** For the next run. A flood of changes never leaves nothing to write, so that what is not written yet is its to write. */
  carried(): Pick<BulkOperationState, 'statusNo' | 'isSpeedUnwritten'> {
    return { statusNo: this.#statusNo, isSpeedUnwritten: this.#unwrittenSpeeds > 0 };
  }

  /** What cannot be written for good (a bug) is for people to see only: the job goes on. */
  #write(write: () => Promise<void>): Promise<void> {
    this.#latest = this.#latest
      .then(() => this.options.shield.run(write))
      .catch((error: unknown) => log.warn("the job's row was not written", { error: failureMessage(error) }));
    return this.#latest;
  }
}
