import type { Info } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failureWords } from '../observability/failure-words.js';
import { framesOf, isErrorLike } from '../observability/safe-error.js';

/** An activity's error before it is reduced: where in the code it came from, without its message. */
export interface ActivityError {
  readonly activityType: string;
  /** Names business, operation type and job. */
  readonly workflowId?: string;
  readonly runId?: string;
  readonly attempt: number;
  /** Temporal does not try it again: what follows is the workflow's to decide. */
  readonly isLast: boolean;
  readonly summary: string;
  readonly frames: string;
}

export type RecordActivityError = (error: ActivityError) => void;

/**
 * Reduces every error that leaves an activity to words without row data: a message of PostgreSQL quotes values, and
 * failures are kept in Temporal's histories, where no personal data may be.
 */
export function safeFailures(info: Info, record: RecordActivityError): ActivityInboundCallsInterceptor {
  const { activityType, attempt, workflowExecution, retryPolicy } = info;
  const isLast = attempt >= (retryPolicy?.maximumAttempts ?? Infinity);
  return {
    async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>) {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
        const summary = failureWords(error);
        record({
          activityType,
          attempt,
          isLast,
          ...workflowExecution,
          summary,
          frames: isErrorLike(error) ? framesOf(error) : '',
        });
        throw ApplicationFailure.create({ message: summary, type: error instanceof Error ? error.name : 'Error' });
      }
    },
  };
}
