import type { Counters, Pace } from './progress.js';
import type { Policy } from './policy.js';
import type { FinalStatus, JobStatus } from './status.js';
import type { BatchSize } from './control-ranges.js';
import type { BatchAttempts } from './batch-attempts.js';
import type { HeldJob } from './hold.js';

/** What the workflow carries from run to run; plain JSON, because a Map would arrive as `{}`. */
export interface BulkOperationState {
  readonly run: CarriedRun;
  readonly controls: Readonly<Controls>;
  /** Their ranges tile the selection, in the order of their numbers. */
  readonly streams: readonly StreamState[];
}

/**
 * The state of a job with several streams. A worker that knows of one stream alone would go on behind the end of its range:
 * without controls by their name it fails the workflow task, and a newer one takes it.
 */
export interface StateOfStreams extends Omit<BulkOperationState, 'controls'> {
  readonly controlsOfAll: Readonly<Controls>;
}

/** The job as this run knows it. */
export interface CarriedRun {
  /** Number of this run, from 1. */
  readonly no: number;
  readonly total: number;
  /** For display: the truth is the job's row. */
  readonly counters: Counters;
  /** As the job's row has counted it; absent where the job began before that, or no worker has reported it yet. */
  readonly pace?: Pace | null | undefined;
  /** When the job began (ms since the epoch). */
  readonly begunAtMs: number;
  /** How long the job has been paused since, in ms: rate and ETA leave it out where `pace` is absent. */
  readonly pausedMs: number;
  /** Number of the newest write to the job's row. */
  readonly writeNo: number;
  /** All streams wait for the database; absent while they do not. */
  readonly held?: HeldJob | undefined;
  /** Nobody has looked yet at what became of the first messages, and one stream works; absent otherwise. */
  readonly isCanary?: true | undefined;
  /** Why the job has paused by itself; absent otherwise. */
  readonly pauseReason?: string | undefined;
  /** A change of speed has not reached the job's row yet. */
  readonly isSpeedUnwritten: boolean;
  /** The operation has something to finish when no target is left; absent where it has not. */
  readonly hasFinish?: true | undefined;
}

/** What a person can set while the job runs, and the newest sequence number seen of each control. */
export interface Controls {
  batchSize: BatchSize;
  throttleMs: number;
  /** How many streams work at once. */
  parallelism: number;
  /** When the pause that holds began (ms since the epoch), or null while the job is not paused. */
  pausedSinceMs: number | null;
  runStateSeq: number;
  throttleSeq: number;
  batchSizeSeq: number;
  parallelismSeq: number;
}

/** A disjoint range of the job's targets, worked through batch by batch. */
export interface StreamState {
  /** From 1. */
  readonly no: number;
  /** Highest target id that was handled; the next batch begins above it. */
  readonly cursor: number;
  /** Highest target id of its range; null for the end of the selection. */
  readonly upTo: number | null;
  /** Number of the next chunk, from 1; grows over all runs and names the ledger's row. */
  readonly chunkNo: number;
  /** Of the next batch, as `auto` has found it; absent before the first batch under `auto`. */
  readonly chunkSize?: number | undefined;
  /** Chunks recorded as failed since the last one that worked. */
  readonly failedChunksInARow: number;
  /** Of the next batch, where some attempts have failed; absent otherwise. */
  readonly attempts?: BatchAttempts | undefined;
  /** Before its next batch; absent where that may begin. */
  readonly rest?: StreamRest | undefined;
  /** Nothing is left of its range. */
  readonly isExhausted?: boolean;
}

/** A throttle or a back-off that is not over. */
interface StreamRest {
  /** Ms since the epoch. */
  readonly untilMs: number;
  /** Of the throttle, which ends with a change of it; null for a back-off. */
  readonly throttleMs: number | null;
}

/** Ids and numbers only: a filter may hold names or phones, so it stays in the job's row. */
export interface BulkOperationInput {
  readonly jobId: string;
  readonly businessId: number;
  readonly operationType: string;
  /** The type whose gate it holds; absent where that is its own. */
  readonly gateType?: string | undefined;
  /** Opaque subject of the credential that asked. */
  readonly requestedBy: string;
  readonly policy: Policy;
  readonly batchSize: BatchSize;
  readonly throttleMs: number;
  /** Into how many streams the job is to be divided; absent where a version of before streams has started it. */
  readonly parallelism?: number;
  /** Absent in the first run. */
  readonly state?: BulkOperationState | StateOfStreams;
}

/** What a workflow that ended by itself returns; the numbers are for the Web UI. */
export interface BulkOperationResult {
  readonly status: FinalStatus;
  readonly counters: Counters;
  readonly total: number;
}

/** Answer of every Update. */
export interface ControlResult {
  /** False when the job was already as asked (or the asked state makes no sense now): the API answers 409 wrong_status. */
  readonly changed: boolean;
  /** As the workflow sees it after the Update. */
  readonly status: JobStatus;
  readonly batchSize: BatchSize;
  readonly throttleMs: number;
  /** Absent from workflows of before streams. */
  readonly parallelism?: number;
}

export interface RunStateControl {
  /** From `jobs.control_seq`: a smaller number than the newest one seen is superseded. */
  readonly seq: number;
}

export interface SpeedControl {
  readonly seq: number;
  readonly batchSize?: BatchSize;
  readonly throttleMs?: number;
  readonly parallelism?: number;
}
