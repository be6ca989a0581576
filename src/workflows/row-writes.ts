import { type CancellationScope, log, patched } from '@temporalio/workflow';
import type { RowState } from '../operations/row-state.js';
import type { JobStatus } from '../operations/status.js';
import type { jobProxy } from './activity-options.js';
import { failureMessage } from './attempt-failures.js';
import type { BulkOperationInput, CarriedRun, Controls } from '../operations/bulk-operation.messages.js';
import { newestSpeedSeq } from './job-controls.js';
import { PATCHES } from './patches.js';

/** The job whose row is written. */
interface WrittenJob {
  readonly input: Pick<BulkOperationInput, 'jobId'>;
  readonly activities: Pick<ReturnType<typeof jobProxy>, 'recordStatus' | 'recordSpeed'>;
  /** Update handlers run in the root scope, which refuses activities after a cancel. */
  readonly shield: CancellationScope;
  readonly controls: Readonly<Controls>;
  readonly state: { readonly run: Pick<CarriedRun, 'writeNo' | 'isSpeedUnwritten'> };
  /** Called with what the row says after each write. @returns whether it says something newer than the workflow knew */
  followRow(row: RowState | null): boolean;
}

/**
 * Writes into the job's row what the controls lead to: one write at a time, in order. A late `pausing` must not overtake the
 * `running` of a resume, nor an old speed a new one.
 */
export class RowWrites {
  #latest: Promise<void> = Promise.resolve();
  #waiting = 0;
  /**
   * Number of the newest write. They are numbered over all runs, in the order in which they go out: a frozen attempt of an
   * older one that wakes up late changes nothing.
   */
  #no: number;
  #isSpeedQueued = false;
  #unwrittenSpeeds = 0;

  constructor(private readonly job: WrittenJob) {
    const { writeNo, isSpeedUnwritten } = job.state.run;
    this.#no = writeNo;
    if (isSpeedUnwritten) this.speed();
  }

  /** @returns false where the row has turned out to say something newer: it is to be looked at again */
  async status(next: Extract<JobStatus, 'running' | 'pausing' | 'paused'>): Promise<boolean> {
    const { job } = this;
    let isNews = false;
    await this.#write(async () => {
      const { runStateSeq } = job.controls;
      isNews = job.followRow(await job.activities.recordStatus(job.input.jobId, next, ++this.#no, runStateSeq));
    });
    return !isNews;
  }

  get no(): number {
    return this.#no;
  }

  /** The row has been written under a greater number: what comes goes on from there. */
  countFrom(no: number): void {
    this.#no = no;
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
      const { job } = this;
      const { batchSize, throttleMs, parallelism } = job.controls;
      const seq = newestSpeedSeq(job.controls);
      const speed = { batchSize, throttleMs, parallelism };
      job.followRow(await job.activities.recordSpeed(job.input.jobId, speed, ++this.#no, seq));
      this.#unwrittenSpeeds--;
    });
  }

  /** Before the end of a job and of a run. The writes that must be waited for were, by whoever asked for them. */
  async beforeEnd(): Promise<void> {
    // Without anything to write the marker of a patch would say nothing, and each job would have one.
    if (this.#waiting > 0 && patched(PATCHES.rowIsNotWaitedFor)) return;
    await this.#latest;
  }

  /** For the next run. A flood of changes never leaves nothing to write, so that what is not written yet is its to write. */
  carried(): Pick<CarriedRun, 'writeNo' | 'isSpeedUnwritten'> {
    return { writeNo: this.#no, isSpeedUnwritten: this.#unwrittenSpeeds > 0 };
  }

  /** What cannot be written for good (a bug) is for people to see only: the job goes on. */
  #write(write: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#latest = this.#latest
      .then(() => this.job.shield.run(write))
      .catch((error: unknown) => log.warn("the job's row was not written", { error: failureMessage(error) }))
      .finally(() => void this.#waiting--);
    return this.#latest;
  }
}
