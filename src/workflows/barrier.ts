import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import type { BulkOperationInput, BulkOperationResult } from '../operations/bulk-operation.messages.js';
import { JobStopped } from './attempt-failures.js';
import type { JobRun } from './job-run.js';
import type { Streams } from './streams.js';
import { carriedState } from './upcast.js';
import type { Waits } from './waits.js';

/** What a job does while all its streams are at rest: pause, resume, roll over. */
export class Barrier {
  constructor(
    private readonly run: JobRun,
    private readonly streams: Streams,
    private readonly waits: Waits,
  ) {}

  /** @returns whether a pause or a resume was due; then look again */
  async pauseOrResume(): Promise<boolean> {
    const { run, streams } = this;
    const isPaused = (): boolean => run.controls.pausedSinceMs !== null;
    if (streams.isAtRest() && isPaused()) await this.#pause();
    else if (streams.isAtRest() && run.status !== 'running') await this.#resume();
    else return false;
    return true;
  }

  async #pause(): Promise<void> {
    const { run } = this;
    if (run.status !== 'paused') {
      if (!(await run.writes.status('paused'))) return;
      run.enter('paused');
    }
    const { maxPauseSeconds } = run.policy;
    const waitingSinceMs = Date.now();
    const pausedForMs = waitingSinceMs - (run.controls.pausedSinceMs ?? waitingSinceMs);
    const leftMs = maxPauseSeconds * 1000 - pausedForMs;
    if (leftMs <= 0) throw new JobStopped(`paused longer than ${maxPauseSeconds} s`);
    const { pauseReason } = run.state.run;
    run.show(
      pauseReason === undefined ? 'Paused: resume or cancel it' : `Paused by ${pauseReason}. Resume or cancel it`,
    );
    const isResumed = (): boolean => run.controls.pausedSinceMs === null;
    await this.waits.wait({ ms: leftMs, summary: 'paused', wakes: isResumed, endsToRollOver: true });
    run.update({ pausedMs: run.state.run.pausedMs + Date.now() - waitingSinceMs });
  }

  async #resume(): Promise<void> {
    const { run } = this;
    if (!(await run.writes.status('running'))) return;
    this.streams.forgetFailures();
    run.enter('running');
  }

  async rollOverIfDue(): Promise<void> {
    if (this.streams.isAtRest() && this.run.budget.isSpent()) await this.#rollOver();
  }

  async #rollOver(): Promise<void> {
    const { run } = this;
    await condition(allHandlersFinished);
    await run.writes.beforeEnd();
    // The server loses a cancel that arrives in the very task that rolls over, so this is the last look. From here to the
    // command everything is one synchronous turn: no Update can arrive between the state that is read and the command.
    if (run.isStopping()) return;
    // The next run derives its status from the pause alone and assumes that the row has it: a pause or resume that has not
    // reached the row yet is written first, or the row would say `pausing` or `paused` for as long as the job lives.
    if (!run.isStatusSettled()) return;
    run.leave('to roll over');
    const { state } = run;
    const next = { ...state, run: { ...state.run, ...run.writes.carried(), no: state.run.no + 1 } };
    await continueAsNew<(input: BulkOperationInput) => Promise<BulkOperationResult>>({
      ...run.input,
      state: carriedState(next),
    });
  }
}
