import type { Worker } from '@temporalio/worker';
import { createRecordingActivities, type RecordingDependencies } from '../activities/recording-activities.js';
import { DownloadSlots } from '../activities/download-slots.js';
import type { RecordActivityError } from '../activities/safe-failures.js';
import type { Config } from '../config/config.js';
import { createWorker } from './create-worker.js';
import { RECORDING_TASK_QUEUE } from '../temporal/task-queues.js';

export interface RecordingWorkerDependencies extends RecordingDependencies {
  readonly config: Pick<Config, 'temporal' | 'worker'>;
  readonly recordActivityError: RecordActivityError;
}

/**
 * A worker for fetches of recordings, ready to run. It has its own queue and slots: a person waits for a recording, and no
 * number of batches may be before it.
 *
 * @throws Error when Temporal cannot be reached or the workflow bundle is missing
 */
export function createRecordingWorker(dependencies: RecordingWorkerDependencies): Promise<Worker> {
  const { config, recordActivityError } = dependencies;
  const { maxDownloads } = config.worker;
  return createWorker(config, {
    taskQueue: RECORDING_TASK_QUEUE,
    activities: createRecordingActivities(dependencies, new DownloadSlots(maxDownloads)),
    maxActivities: maxDownloads,
    recordActivityError,
  });
}
