import { CancellationScope, patched } from '@temporalio/workflow';
import type { HeldGate } from '../activities/gate-keeper.js';
import type { BegunResult } from '../activities/job-activities.js';
import { withOutageLater } from '../operations/batch-attempts.js';
import type {
  BulkOperationInput,
  BulkOperationState,
  CarriedRun,
  Controls,
  StreamState,
} from '../operations/bulk-operation.messages.js';
import { afterLook, type HeldJob, type Hold } from '../operations/hold.js';
import type { Policy } from '../operations/policy.js';
import { NOTHING_DONE } from '../operations/progress.js';
import type { RowState } from '../operations/row-state.js';
import type { JobStatus } from '../operations/status.js';
import { type StreamRange, WHOLE_SELECTION } from '../operations/stream-ranges.js';
import { jobProxy } from './activity-options.js';
import { adoptRow, controlsOf, installControls, newestSpeedSeq } from './job-controls.js';
import { showDetails, showStatus } from './job-details.js';
import { PATCHES } from './patches.js';
import { RowWrites } from './row-writes.js';
import { RunBudget } from './run-budget.js';
import { upcastPolicy, upcastState } from './upcast.js';

/** An activity's answer about the job: whether a stop was requested, and what the job's row says. */
interface JobAnswer {
  readonly stopRequested: boolean;
  readonly row?: RowState;
}

/**
 * What one run of the workflow knows of its job: status, controls, progress, and whether it is to stop. It answers the
 * Updates and shows the job to people.
 */
export class JobRun {
  /** A cancel arrives here. After it the scope refuses new activities, so only waits run in it. */
  readonly root = CancellationScope.current();
  /**
   * Everything else runs here, where no cancel arrives (`consideredCancelled` is always false in it). One for the whole run:
   * a scope for each batch would hang another listener on the root scope's promise each time.
   */
  readonly shield = new CancellationScope({ cancellable: false });
  readonly policy: Policy;
  readonly budget: RunBudget;
  readonly activities: ReturnType<typeof jobProxy>;
  readonly gate: HeldGate;
  readonly controls: Controls;
  readonly writes: RowWrites;
  /** Numbers of the streams that have a batch at work. */
  readonly atWork = new Set<number>();
  status: JobStatus;
  /** The hold that a batch is asked to look after. It stays the job's until that batch ends. */
  lookingAfter: HeldJob | undefined;
  #state: BulkOperationState;
  #isStopRequested = false;
  #controlSeqOfRow = 0;
  #leaving: 'to end' | 'to roll over' | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(readonly input: BulkOperationInput) {
    const { jobId, businessId, operationType, gateType } = input;
    this.policy = upcastPolicy(input.policy);
    this.budget = new RunBudget(this.policy.maxRuntimeSeconds);
    this.activities = jobProxy(this.policy);
    this.gate = { businessId, operationType, gateType, jobId, ttlSeconds: this.policy.lockTtlSeconds };
    const state = input.state ? upcastState(input.state) : firstState(input);
    this.controls = controlsOf(state.controls, this.policy);
    this.#state = { ...state, controls: this.controls };
    this.status = input.state ? this.#statusByControls() : 'pending';
    // A batch may take minutes: people see at once that the cancel has arrived.
    this.root.cancelRequested.catch(() => {
      if (this.#leaving === null) this.enter('cancelling');
    });
    this.writes = new RowWrites(this);
    installControls(this.controls, {
      isStopping: () => this.isStopping(),
      status: () => this.status,
      onPause: () => {
        if (this.status !== 'running') return; // not begun yet: `paused` is written once it has
        this.enter('pausing');
        void this.writes.status('pausing');
      },
      onSpeed: () => {
        this.show();
        this.writes.speed();
      },
      // Before it has begun nobody knows whether there are targets for all of them.
      streams: () => (this.status === 'pending' ? (input.parallelism ?? 1) : this.#state.streams.length),
    });
  }

  /** Takes over what `beginJob` has written, or found written. */
  begin({ total, startedAtMs, streams, hasFinish, ...answer }: BegunResult): void {
    this.update({ total, begunAtMs: startedAtMs });
    if (hasFinish && patched(PATCHES.finish)) this.update({ hasFinish });
    if (streams) this.#state = { ...this.#state, streams: streamsOf(streams) };
    this.controls.parallelism = Math.min(this.controls.parallelism, this.#state.streams.length);
    this.status = 'running';
    this.follow(answer);
  }

  /** As of now; `state.controls` changes with each Update. */
  get state(): BulkOperationState {
    return this.#state;
  }

  update(change: Partial<CarriedRun>): void {
    this.#state = { ...this.#state, run: { ...this.#state.run, ...change } };
  }

  updateStream(no: number, change: Partial<StreamState>): void {
    const streams = this.#state.streams.map((stream) => (stream.no === no ? { ...stream, ...change } : stream));
    this.#state = { ...this.#state, streams };
  }

  /**
   * Number of the newest control that this run knows of: one that it has heard, or one that the row has and that may never
   * arrive. So a control that was lost shortens one batch, and not all that follow.
   */
  get controlSeq(): number {
    return Math.max(this.#controlSeqOfRow, this.controls.runStateSeq, newestSpeedSeq(this.controls));
  }

  isStopping(): boolean {
    return this.#leaving === 'to end' || this.#isStopRequested || this.root.consideredCancelled;
  }

  /**
   * Whether every stream is to come to rest: for a pause, a resume that has to be written first, a roll-over, the end of a
   * job that is stopped, or that cannot go on. No stream begins an attempt then.
   */
  isBarrierDue(): boolean {
    return this.isInterrupted() || this.budget.isSpent();
  }

  /** The same without the roll-over. */
  isInterrupted(): boolean {
    const { controls, status } = this;
    const isPaused = controls.pausedSinceMs !== null || status !== 'running';
    return this.#failure !== null || this.isStopping() || isPaused;
  }

  /**
   * A batch has looked at the load of the database. Where it found a hold, the outages of all streams stand still meanwhile.
   *
   * @param held as it was when the batch was asked for: what another stream has found since then stands
   */
  looked(held: HeldJob | undefined, hold: Hold | undefined): void {
    if (this.#state.run.held !== held || (!held && !hold)) return;
    const now = hold && afterLook(held, hold, Date.now());
    this.update({ held: now });
    if (!now) return;
    for (const { no, attempts } of this.#state.streams) {
      if (attempts) this.updateStream(no, { attempts: withOutageLater(attempts, now.nextLookAtMs - Date.now()) });
    }
  }

  /** A stream cannot go on: the job is to end by the first such error, once the others are at rest. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** From here on the run goes by no control and no answer any more. */
  leave(how: 'to end' | 'to roll over'): void {
    this.#leaving = how;
  }

  get isRollingOver(): boolean {
    return this.#leaving === 'to roll over';
  }

  /** Whether the status is the one that the next run would derive from the controls. */
  isStatusSettled(): boolean {
    return this.status === this.#statusByControls();
  }

  /** Follows a status that an activity has written or is about to write. */
  enter(next: JobStatus, note: string | null = null): void {
    this.status = next;
    showStatus(next);
    this.show(note);
  }

  show(note: string | null = null): void {
    showDetails(this.input, this.#state, this.status, this.atWork, note);
  }

  /**
   * @param pausedAt where a batch has found the row `paused`, whatever the number of its newest write: the newest control of
   *   pause and resume that was known when the batch was asked for
   */
  follow(answer: JobAnswer, pausedAt: number | null = null): void {
    this.#isStopRequested ||= answer.stopRequested;
    this.#controlSeqOfRow = Math.max(this.#controlSeqOfRow, answer.row?.controlSeq ?? 0);
    // Workers of before 0.1.0 did not bring what the job's row says.
    this.followRow(answer.row ?? null, pausedAt);
  }

  /**
   * Adopts what the job's row says, where it has been written under a greater number than this run has given: the workflow
   * was reset, and the past that it replays is not what has happened. Each answer is looked at, because a reset replays old
   * answers as well.
   *
   * @returns whether the row says something newer
   */
  followRow(said: RowState | null, pausedAt: number | null = null): boolean {
    if (!said || this.#leaving !== null) return false;
    const { isCanary, pauseReason } = said;
    this.update({ isCanary: isCanary && patched(PATCHES.canary) ? isCanary : undefined, pauseReason });
    const isNewer = said.writeNo > this.writes.no;
    if ((!isNewer && pausedAt === null) || !patched(PATCHES.rowIsRight)) return false;
    if (isNewer) {
      this.writes.countFrom(said.writeNo);
      adoptRow(this.controls, said);
    } else if (pausedAt === this.controls.runStateSeq) this.controls.pausedSinceMs ??= said.statusAtMs;
    // Otherwise a control has come meanwhile. It stands, and the status that is entered makes the barrier write it.
    if (said.status === 'running' || said.status === 'pausing' || said.status === 'paused') this.enter(said.status);
    return true;
  }

  #statusByControls(): 'running' | 'paused' {
    return this.controls.pausedSinceMs === null ? 'running' : 'paused';
  }
}

function firstState({ batchSize, throttleMs, parallelism = 1 }: BulkOperationInput): BulkOperationState {
  return {
    run: {
      no: 1,
      total: 0,
      counters: NOTHING_DONE,
      begunAtMs: Date.now(),
      pausedMs: 0,
      writeNo: 0,
      isSpeedUnwritten: false,
    },
    controls: {
      ...{ batchSize, throttleMs, parallelism, pausedSinceMs: null },
      ...{ runStateSeq: 0, throttleSeq: 0, batchSizeSeq: 0, parallelismSeq: 0 },
    },
    streams: streamsOf(WHOLE_SELECTION),
  };
}

function streamsOf(ranges: readonly StreamRange[]): readonly StreamState[] {
  return ranges.map(({ after, upTo }, index) => {
    return { no: index + 1, cursor: after, upTo, chunkNo: 1, failedChunksInARow: 0 };
  });
}
