import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { ImportActivities } from '../activities/import-activities.js';
import type { RecordingActivities } from '../activities/recording-activities.js';
import type { Policy } from '../operations/policy.js';

/** What a failed release may cost: a lock that is left runs out by its TTL, or the reconciler frees it. */
const RELEASE_BUDGET = '30s';

type BatchActivity =
  | ('processChunks' | 'processUnlockedChunk' | 'recordFailedChunk')
  | ('processChunksUpTo' | 'processUnlockedChunkUpTo' | 'recordFailedChunkUpTo')
  // While nobody has looked at what became of the first messages.
  | 'processCanary'
  // Of workflows of before chunks.
  | ('processBatch' | 'processUnlocked' | 'recordFailedBatch');

/**
 * One attempt of a batch. Temporal does not retry it: the workflow does, because what an error means for the batch
 * (counts as an attempt, does not count, ends the job) cannot be said in a retry policy.
 */
export function batchProxy(policy: Policy, summary: string, isEager: boolean) {
  return proxyActivities<Pick<Activities, BatchActivity>>({
    startToCloseTimeout: policy.startToCloseSeconds * 1000,
    heartbeatTimeout: policy.heartbeatTimeoutSeconds * 1000,
    retry: { maximumAttempts: 1 },
    allowEagerDispatch: isEager,
    // A running batch ends before a cancel takes effect, and it never hears of the cancel.
    cancellationType: ActivityCancellationType.ABANDON,
    summary,
  });
}

const untilPostgresAnswers = (policy: Policy) => ({
  initialInterval: '1s' as const,
  backoffCoefficient: 2,
  maximumInterval: policy.maxBackoffSeconds * 1000,
});

/** Measuring a selection of millions of rows takes seconds, so it beats like a batch. */
export function beginProxy(policy: Policy) {
  return proxyActivities<Pick<Activities, 'beginJob'>>({
    startToCloseTimeout: policy.startToCloseSeconds * 1000,
    heartbeatTimeout: policy.heartbeatTimeoutSeconds * 1000,
    retry: untilPostgresAnswers(policy),
  });
}

/**
 * One transaction at the end of a job, which beats like a batch: retried until PostgreSQL answers, like a batch for the time of an outage. Then the job ends
 * `failed`.
 */
export function finishProxy(policy: Policy) {
  return proxyActivities<Pick<Activities, 'finishOperation'>>({
    startToCloseTimeout: policy.startToCloseSeconds * 1000,
    scheduleToCloseTimeout: policy.maxOutageSeconds * 1000,
    heartbeatTimeout: policy.heartbeatTimeoutSeconds * 1000,
    retry: untilPostgresAnswers(policy),
  });
}

type JobActivity = 'recordStatus' | 'recordSpeed' | 'callOffBatches' | 'keepAlive' | 'finishJob';

/**
 * Reads and writes of the job's row: retried until PostgreSQL answers; "not live" and "gate lost" are final answers. They
 * do not beat, so the time-out says how long a job stands still when the worker dies under one: above the 15 s for which
 * a keep-alive may have to wait for its gate.
 */
export function jobProxy(policy: Policy) {
  return proxyActivities<Pick<Activities, JobActivity>>({
    startToCloseTimeout: '30s',
    retry: untilPostgresAnswers(policy),
  });
}

export const releaseProxy = proxyActivities<Pick<Activities, 'releaseGate'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: RELEASE_BUDGET,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/**
 * A download. Its own deadlines (connect, idle, whole) are shorter and set in the worker; the heartbeat finds a worker that
 * died under it. A person waits for it, so that retries come fast and end soon: faults of the provider that last longer
 * are answered as such.
 */
export function fetchProxy(maximumAttempts: number) {
  return proxyActivities<Pick<RecordingActivities, 'fetchToStorage'>>({
    startToCloseTimeout: '10m',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s', maximumAttempts },
    // A cancelled fetch ends with its download, not before it: its id is what keeps a second download from starting.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

export const fetchFailureProxy = proxyActivities<Pick<RecordingActivities, 'recordFetchFailure'>>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** Retried until PostgreSQL answers. The heartbeat finds a worker that died under it; a cancel waits for the chunk in hand. */
export const importProxy = proxyActivities<ImportActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
