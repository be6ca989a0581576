import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { TooSlow } from '../observability/time-limit.js';
import { CONTROL_SEQ, isWithin, PARALLELISM } from '../operations/control-ranges.js';
import { FAILURE } from '../operations/errors.js';

/** What a failed call to Temporal means to the API. */
export type TemporalFailureKind =
  /** The workflow refused the Update: a newer one was seen. */
  | 'superseded'
  /** The workflow refused the Update: it is stopping. */
  | 'wrong status'
  /** Nobody answered in time: no worker, or no server. */
  | 'no answer'
  /** The server cannot be reached or does not serve us. */
  | 'unavailable';

/** The newest number of a control that a workflow has seen which refused an Update as superseded; null for other errors. */
export function newestSeqSeen(error: unknown): number | null {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure) || cause.type !== FAILURE.superseded) return null;
  const [newest] = cause.details ?? []; // none from workflows of before 0.1.0
  return isWithin(CONTROL_SEQ, newest) ? newest : null;
}

/** How many streams a job has whose workflow refused an Update that asked for more; null for other errors. */
export function streamsOfRefusal(error: unknown): number | null {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure) || cause.type !== FAILURE.parallelismTooHigh) return null;
  const [streams] = cause.details ?? [];
  return isWithin(PARALLELISM, streams) ? streams : null;
}

/** The server's own word for an Update that was accepted by a workflow which then ended. */
const ENDED_BEFORE_UPDATE = 'AcceptedUpdateCompletedWorkflow';

/** @returns null for an error that is none of Temporal's, or "workflow not found" */
export function temporalFailure(error: unknown): TemporalFailureKind | null {
  if (error instanceof WorkflowUpdateFailedError) {
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : null;
    if (type === FAILURE.superseded) return 'superseded';
    return type === FAILURE.wrongStatus || type === ENDED_BEFORE_UPDATE ? 'wrong status' : null;
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || error instanceof TooSlow) return 'no answer';
  const cause = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(cause)) return isGrpcDeadlineError(cause) ? 'no answer' : 'unavailable';
  return error instanceof ServiceError || error instanceof NamespaceNotFoundError ? 'unavailable' : null;
}
