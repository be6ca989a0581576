import type { BatchSize } from './control-ranges.js';
import type { Canary, CanaryOutcome } from './canary.js';
import type { JobParameters } from './definition.js';
import type { SelectionKind } from './selection.js';
import type { JobStatus } from './status.js';
import type { StreamRange } from './stream-ranges.js';

/** One accepted request to run an operation, as its row in `jobs` says. Its counters are the truth. */
export interface Job {
  /** UUID v7, so that ids sort by the time of acceptance. */
  readonly id: string;
  readonly businessId: number;
  readonly operationType: string;
  /** The type that a restore undoes, and whose gate it holds; null in every other job, which holds the gate of its own. */
  readonly gateType: string | null;
  readonly status: JobStatus;
  readonly selectionKind: SelectionKind;
  readonly selectionFilter: Readonly<Record<string, unknown>> | null;
  /** What the operation type needs beside its selection; an object without fields where that is nothing. */
  readonly parameters: JobParameters;
  /** The job whose failed targets this one tries again; null where it is no retry. */
  readonly retryOf: string | null;
  /** The job that tries the failed targets of this one again; null while there is none. */
  readonly retriedAs: string | null;
  /** The job that this one undoes; null where it is no restore. */
  readonly restores: string | null;
  /** The newest job that undoes this one; null while there is none. */
  readonly restoredAs: string | null;
  /** Since when its recorded failures are no longer all there; null while they are. */
  readonly resultsDeletedAt: Date | null;
  /** Where the explicit ids were staged; null for filter and all. */
  readonly stagingId: string | null;
  /** Subject of the credential that asked: an opaque id, never a name. */
  readonly requestedBy: string;
  readonly batchSize: BatchSize;
  /** Most targets of the newest chunk; null before the first one. */
  readonly chunkSize: number | null;
  readonly throttleMs: number;
  /** How many of its streams work at once. */
  readonly parallelism: number;
  /** Set by beginJob; null before, and in jobs that began before there were streams. */
  readonly streams: readonly StreamRange[] | null;
  /** Why a person has started it; null where it was not asked for. */
  readonly reason: string | null;
  /** How many targets a person has confirmed; null where it was not asked for. */
  readonly expectedTotal: number | null;
  /** Set by beginJob; null before. */
  readonly total: number | null;
  /** Highest id that can belong to the selection, fixed by the acceptance: rows that come later are not touched. */
  readonly upperBound: number | null;
  readonly processed: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  /** Rows that match a filter and were left alone, see `JobSelection.asOf`; null where nobody can tell. */
  readonly changedSince: number | null;
  /** Set with the final status: `total = processed + not_attempted`. */
  readonly notAttempted: number | null;
  /** Temporal runs so far, joined by continue-as-new. */
  readonly runs: number;
  /** Grows with every control sent: orders pause, resume and speed even when their delivery does not. */
  readonly controlSeq: number;
  readonly cancelRequestedAt: Date | null;
  /** How long the pauses that have ended lasted, in milliseconds. */
  readonly pausedMs: number;
  /** `Pace`, as of the latest batch; null in jobs that began before it was counted. */
  readonly workedMs: number | null;
  readonly recentPerSecond: number | null;
  /** Why it waits for the database; null while it does not. */
  readonly holdReason: string | null;
  readonly heldSince: Date | null;
  readonly nextLookAt: Date | null;
  /** To whom it sends first; null where it was not asked for. */
  readonly canary: Canary | null;
  /** Until when the webhooks of those messages are waited for; null until all of them are composed. */
  readonly canaryUntil: Date | null;
  readonly canaryOutcome: CanaryOutcome | null;
  /** Why it has paused by itself; null where it has not. */
  readonly pauseReason: string | null;
  /** At most 200 characters: why the job ended as it did; SQLSTATE and constraint name, never row data. */
  readonly lastError: string | null;
  /** Temporal namespace of the job's workflow. NotFound counts only there. */
  readonly temporalNamespace: string;
  /** The workflow's run that began the job or did its latest batch; null before. */
  readonly temporalRunId: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly finishedAt: Date | null;
  /**
   * The day (`YYYY-MM-DD`, UTC) until which the archive keeps what it deletes; null where it is not archived. Of a restore: that
   * of the job that it undoes.
   */
  readonly archiveExpiresOn: string | null;
}

/** What finds a job's gate and its workflow. */
export type JobRef = Pick<Job, 'id' | 'businessId' | 'operationType' | 'gateType' | 'temporalNamespace'>;

/** What its workflow is started with. */
export type StartableJob = JobRef & Pick<Job, 'requestedBy' | 'batchSize' | 'throttleMs' | 'parallelism'>;
