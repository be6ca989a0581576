/**
 * Types of the failures that cross the line between activities and workflows. Errors lose their class on that way,
 * so the `type` string is the contract.
 */
export const FAILURE = {
  /** The job's row is final or gone: whoever writes for it is a zombie and must stop. */
  jobNotLive: 'JobNotLive',
  /** The selection cannot be measured, now or later: the job fails. */
  jobCannotBegin: 'JobCannotBegin',
  /** This worker does not know the job's operation type; one of another version may. */
  unknownOperationType: 'UnknownOperationType',
  /** The job's status does not lead to the one that was to be written. */
  noSuchArrow: 'NoSuchArrow',
  /** A foreign value stands in the gate and stayed there: the job may not go on. */
  gateLost: 'GateLost',
  /** An attempt reached PostgreSQL and failed there: counts towards the attempts of its batch. */
  batchAttemptFailed: 'BatchAttemptFailed',
  /** An attempt failed for a passing cause, which is in its details: does not count. */
  batchUnreachable: 'BatchUnreachable',
  /** An attempt met a fault of the schema, a grant, the code or the server: no row is to blame, and the job fails. */
  batchImpossible: 'BatchImpossible',
  /** The job ended `failed`; the message is its `last_error`. */
  jobFailed: 'JobFailed',
  /** A newer Update of the same control has already been seen, whose number is in the details: this one changes nothing. */
  superseded: 'Superseded',
  /** More streams are to work at once than there are; how many there are is in the details. */
  parallelismTooHigh: 'ParallelismTooHigh',
  /** An Update is not what it has to be; the message names the field. */
  invalidControl: 'InvalidControl',
  /** PostgreSQL refuses a write to the job's row, and will again. */
  rowNotWritten: 'RowNotWritten',
  /** The workflow is past the point where this Update could do anything. */
  wrongStatus: 'WrongStatus',
  /** A download came to nothing; the code of its failure is in the details. */
  downloadFailed: 'DownloadFailed',
  /** A download got no slot and asked no provider; the number of the attempt is in the details. Histories have the name. */
  downloadSlotsTaken: 'DownloadPlacesTaken',
  /** A recording was not fetched, and its row says why. */
  recordingNotFetched: 'RecordingNotFetched',
  /** An import cannot go on; the message says why, without row data. */
  importFailed: 'ImportFailed',
} as const;

/** Why an attempt failed that says nothing about its targets. */
export type PassingCause =
  /** PostgreSQL cannot be asked, or cannot be written to; or this worker cannot do it, and another one may. */
  | 'away'
  /** Another session holds a lock. */
  | 'locked'
  /** A time-out: a smaller part may succeed. */
  | 'slow'
  /** It met another transaction that was faster. */
  | 'conflict';

/** Details of a `BatchUnreachable` failure. */
export interface PassingFailure {
  readonly cause: PassingCause;
}

/** Longest `last_error` in characters: SQLSTATE and constraint name, never row data. */
export const MAX_ERROR_LENGTH = 200;

/** Cuts an error text to what a job's row and a Temporal failure may carry. */
export function shortError(text: string): string {
  return text.length <= MAX_ERROR_LENGTH ? text : `${text.slice(0, MAX_ERROR_LENGTH - 1)}…`;
}

/**
 * One of the targets is refused by the domain: the engine finds out which, records it as failed, and does the others. Where the
 * operation knows which one it is, it returns it (`Acted`), which costs nothing.
 */
export class TargetRefused extends Error {
  /** @param code short and stable, without row data: it is stored and shown */
  constructor(readonly code: string) {
    super(`target refused: ${code}`);
    this.name = 'TargetRefused';
  }
}
