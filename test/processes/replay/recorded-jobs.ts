import type { Canary } from '../../../src/operations/canary.js';
import type { Policy } from '../../../src/operations/policy.js';
import type { FinalStatus, JobStatus } from '../../../src/operations/status.js';

/** A job at work, and what a person may do to it. */
interface JobAtWork {
  // Each sends the next number of the job's controls.
  pause(): Promise<void>;
  resume(): Promise<void>;
  changeSpeed(speed: {
    readonly batchSize?: number;
    readonly throttleMs?: number;
    readonly parallelism?: number;
  }): Promise<void>;
  /** Asks for the cancel as the API does: on the row first, then in Temporal. */
  cancel(): Promise<void>;
  /** From here on PostgreSQL takes no change of speed until the job's end: the write of it is tried again and again. */
  refuseSpeed(): Promise<void>;
  /** Resets the run to before its first Update of this name, without its Updates: the new run is the one that is kept. */
  resetToBefore(update: string): Promise<void>;
  untilStatus(status: JobStatus): Promise<void>;
  /** Until the text is part of what the Temporal Web UI shows as the workflow's current details. */
  untilShown(text: string): Promise<void>;
  untilRolledOver(): Promise<void>;
  /** From here on no canary is `broken`. */
  mend(): Promise<void>;
  /** Until the job's next look comes so long after its first one. */
  untilHeldFor(ms: number): Promise<void>;
  /** What webhooks say of all messages that the provider has taken so far. */
  becomes(state: 'delivered' | 'failed'): Promise<void>;
  /** From here on nobody waits for a lock. */
  endLockQueue(): Promise<void>;
}

/** One job whose histories are kept. */
export interface RecordedJob {
  /** Of its files: `<name>.run-<n>.json`. */
  readonly name: string;
  readonly canaries: number;
  /** `canary_increment` unless it says so. */
  readonly operationType?: 'canary_tally' | 'canary_message';
  readonly mood?: 'well' | 'broken' | 'impossible';
  /** So many of them, the first ones, are well all the same. */
  readonly wellFirst?: number;
  /** Somebody has locked the first canary, and does not let go. */
  readonly isFirstLocked?: boolean;
  /** The provider of its messages wants to be left alone for some seconds once it has had so many requests. */
  readonly refusedRequest?: number;
  /** To whom it sends its messages first. */
  readonly canary?: Canary;
  /** Another program waits for a lock, so that the job waits from its beginning on. */
  readonly isHeld?: boolean;
  readonly throttleMs: number;
  readonly policy?: Partial<Policy>;
  /** Begins when a batch is done, or an attempt has failed, and a timer runs: what is asked then meets a wait, not a batch. */
  readonly meanwhile?: (job: JobAtWork) => Promise<void>;
  /** Completed unless it says so. */
  readonly endsAs?: FinalStatus;
}

/** Rolls over after a second. */
const SHORT_RUNS: Partial<Policy> = { lockTtlSeconds: 6, maxRuntimeSeconds: 1 };

/** Batches of three chunks. */
const IN_CHUNKS: Partial<Policy> = { batchSize: 25, chunkSize: 10 };

const FOUR_STREAMS: Partial<Policy> = { parallelism: 4 };

/** As few batches as show the point: each is six events of history. */
export const RECORDED_JOBS: readonly RecordedJob[] = [
  { name: 'completed', canaries: 25, throttleMs: 20 },
  { name: 'finished', operationType: 'canary_tally', canaries: 15, throttleMs: 20 },
  { name: 'finished-by-a-later-run', operationType: 'canary_tally', canaries: 35, throttleMs: 400, policy: SHORT_RUNS },
  {
    // A chunk that is left open while the provider is waited for, and gone on with.
    name: 'messages-held',
    operationType: 'canary_message',
    canaries: 15,
    throttleMs: 20,
    refusedRequest: 3,
  },
  {
    // One of four streams sends the first messages, which may not fit its range, and looks in the next run, too.
    name: 'canary-passed',
    operationType: 'canary_message',
    canaries: 60,
    throttleMs: 20,
    canary: { recipients: 20, maxFailedPercent: 20, waitSeconds: 3_600 },
    policy: { ...SHORT_RUNS, ...FOUR_STREAMS },
    async meanwhile(job) {
      await job.untilHeldFor(1);
      await job.untilRolledOver();
      await job.becomes('delivered');
    },
  },
  {
    // It pauses itself, and looks no more when it is resumed.
    name: 'canary-failed',
    operationType: 'canary_message',
    canaries: 25,
    throttleMs: 20,
    canary: { recipients: 5, maxFailedPercent: 20, waitSeconds: 3_600 },
    async meanwhile(job) {
      await job.untilHeldFor(1);
      await job.becomes('failed');
      await job.untilStatus('paused');
      await job.resume();
    },
  },
  {
    name: 'paused-and-resumed',
    canaries: 35,
    throttleMs: 500,
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.resume();
    },
  },
  {
    // A wait longer than a third of the lock's lifetime is cut by keep-alives, and a pause goes on in the next run.
    name: 'paused-over-a-roll-over',
    canaries: 25,
    throttleMs: 500,
    policy: SHORT_RUNS,
    async meanwhile(job) {
      await job.pause();
      await job.untilRolledOver();
      await job.resume();
    },
  },
  {
    name: 'cancelled',
    canaries: 200,
    throttleMs: 5_000,
    async meanwhile(job) {
      await job.cancel();
    },
    endsAs: 'cancelled',
  },
  {
    name: 'failed',
    canaries: 30,
    mood: 'broken',
    throttleMs: 0,
    policy: { maxBatchFailures: 2 },
    endsAs: 'failed',
  },
  {
    name: 'rolled-over',
    canaries: 75,
    throttleMs: 400,
    policy: SHORT_RUNS,
  },
  {
    name: 'speed-changed',
    canaries: 50,
    throttleMs: 30_000,
    async meanwhile(job) {
      await job.changeSpeed({ batchSize: 25, throttleMs: 10 });
    },
  },
  {
    name: 'reset-while-paused',
    canaries: 30,
    throttleMs: 500,
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.resetToBefore('pause');
      await job.untilShown('**paused**');
      await job.resume();
    },
  },
  {
    // The row has been written under numbers that the new run has not given yet.
    name: 'reset-after-pause-and-resume',
    canaries: 45,
    // Some batches must be left when it is reset, also on a busy machine.
    throttleMs: 2_000,
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.resume();
      await job.changeSpeed({ batchSize: 15 });
      await job.untilStatus('running');
      await job.resetToBefore('pause');
      await job.untilShown('Batch size 15');
      await job.pause();
      await job.untilStatus('paused');
      await job.resume();
    },
  },
  {
    name: 'ended-with-speed-unwritten',
    canaries: 30,
    throttleMs: 30_000,
    async meanwhile(job) {
      await job.refuseSpeed();
      await job.changeSpeed({ batchSize: 25 });
      await job.cancel();
    },
    endsAs: 'cancelled',
  },
  {
    // Two waits of five seconds (`lock_timeout`), each in a run of its own, and the batch is done without the row.
    name: 'locked-row-recorded',
    canaries: 15,
    isFirstLocked: true,
    throttleMs: 0,
    policy: { ...SHORT_RUNS, maxOutageSeconds: 1 },
  },
  {
    // A chunk is a batch, and larger by half than the one before it, also over a roll-over: none takes ten seconds.
    name: 'automatic-size',
    canaries: 100,
    throttleMs: 400,
    policy: { ...SHORT_RUNS, batchSize: 'auto', chunkSize: 5, targetChunkMs: 10_000, maxBatchMs: 1 },
  },
  {
    // It waits over a roll-over, and the waits grow.
    name: 'held',
    canaries: 25,
    isHeld: true,
    throttleMs: 0,
    // No wait is longer than a third of the lock's lifetime.
    policy: { ...SHORT_RUNS, lockTtlSeconds: 60 },
    async meanwhile(job) {
      await job.untilRolledOver();
      await job.untilHeldFor(2_500);
      await job.endLockQueue();
    },
  },
  {
    // All streams wait, one looks; a resume looks at once.
    name: 'streams-held',
    canaries: 80,
    isHeld: true,
    throttleMs: 0,
    policy: { parallelism: 4 },
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.resume();
      await job.untilShown('Waits: ');
      await job.endLockQueue();
    },
  },
  { name: 'batches-of-chunks', canaries: 60, throttleMs: 20, policy: IN_CHUNKS },
  {
    name: 'chunk-recorded-as-failed',
    canaries: 25,
    mood: 'broken',
    wellFirst: 20,
    throttleMs: 0,
    policy: IN_CHUNKS,
  },
  { name: 'four-streams', canaries: 62, throttleMs: 20, policy: FOUR_STREAMS },
  {
    // The rests that the roll-over cuts short go on in the next run.
    name: 'four-streams-rolled-over',
    canaries: 120,
    throttleMs: 700,
    policy: { ...FOUR_STREAMS, ...SHORT_RUNS },
  },
  {
    name: 'four-streams-paused-over-a-roll-over',
    canaries: 120,
    throttleMs: 500,
    policy: { ...FOUR_STREAMS, ...SHORT_RUNS },
    async meanwhile(job) {
      await job.pause();
      await job.untilRolledOver();
      await job.resume();
    },
  },
  {
    name: 'two-of-four-streams-at-once',
    canaries: 120,
    throttleMs: 1_000,
    policy: FOUR_STREAMS,
    async meanwhile(job) {
      await job.changeSpeed({ parallelism: 2, throttleMs: 10 });
    },
  },
  {
    // The first stream waits five seconds for a lock. Meanwhile the last one meets a fault of no row.
    name: 'one-of-four-streams-fails',
    canaries: 80,
    mood: 'impossible',
    wellFirst: 60,
    isFirstLocked: true,
    throttleMs: 20,
    policy: FOUR_STREAMS,
    endsAs: 'failed',
  },
  {
    name: 'reset-while-four-streams-are-paused',
    canaries: 120,
    throttleMs: 1_000,
    policy: FOUR_STREAMS,
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.resetToBefore('pause');
      await job.untilShown('**paused**');
      await job.resume();
    },
  },
  { name: 'no-row-at-fault', canaries: 20, mood: 'impossible', throttleMs: 0, endsAs: 'failed' },
  {
    name: 'paused-between-attempts',
    canaries: 10,
    mood: 'broken',
    throttleMs: 0,
    async meanwhile(job) {
      await job.pause();
      await job.untilStatus('paused');
      await job.mend();
      await job.resume();
    },
  },
];
