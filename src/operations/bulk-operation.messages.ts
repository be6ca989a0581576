import type { Counters, Pace } from './progress.js';
import type { Policy } from './policy.js';
import type { FinalStatus, JobStatus } from './status.js';
import type { BatchAttempts } from './batch-attempts.js';

/** What the workflow carries from run to run; plain JSON, because a Map would arrive as `{}`. */
export interface BulkOperationState {
  /** Number of this run, from 1. */
  readonly runNo: number;
  /** Number of the next batch, from 1; grows over all runs and names the ledger's row. */
  readonly batchNo: number;
  /** Highest target id that was handled; the next batch begins above it. */
  readonly cursor: number;
  readonly total: number;
  /** For display: the truth is the job's row. */
  readonly counters: Counters;
  readonly batchSize: number;
  readonly throttleMs: number;
  /** Failed batches since the last one that worked. */
  readonly failedBatchesInARow: number;
  /** When the pause that holds began (ms since the epoch), or null while the job is not paused. */
  readonly pausedSinceMs: number | null;
  /** Sequence number of the newest Update seen, by control. */
  readonly runStateSeq: number;
  readonly throttleSeq: number;
  readonly batchSizeSeq: number;
  /** As the job's row has counted it; absent where it began before that, or no worker that tells it has done a batch yet. */
  readonly pace?: Pace | null;
  /** When the job began (ms since the epoch). */
  readonly begunAtMs: number;
  /** How long it has been paused since, in ms: no part of rate and ETA, where `pace` is not told. */
  readonly pausedMs: number;
  /** Number of the newest status written to the job's row. */
  readonly statusNo: number;
  /** A change of speed has not reached the job's row yet. */
  readonly isSpeedUnwritten: boolean;
  /** Of the next batch, where some have failed; absent otherwise. */
  readonly attempts?: BatchAttempts | undefined;
}

/** Ids and numbers only: a filter may hold names or phones, so it stays in the job's row. */
export interface BulkOperationInput {
  readonly jobId: string;
  readonly businessId: number;
  readonly operationType: string;
  /** Opaque subject of the credential that asked. */
  readonly requestedBy: string;
  /** Absent in it are fields that are younger than the job. */
  readonly policy: Omit<Policy, 'maxOutageSeconds'> & Partial<Pick<Policy, 'maxOutageSeconds'>>;
  readonly batchSize: number;
  readonly throttleMs: number;
  /** Absent in the first run. */
  readonly state?: BulkOperationState;
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
  readonly batchSize: number;
  readonly throttleMs: number;
}

export interface RunStateControl {
  /** From `jobs.control_seq`: a smaller number than the newest one seen is superseded. */
  readonly seq: number;
}

export interface SpeedControl {
  readonly seq: number;
  readonly batchSize?: number;
  readonly throttleMs?: number;
}
