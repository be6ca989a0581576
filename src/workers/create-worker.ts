import { NativeConnection, Worker } from '@temporalio/worker';
import { type RecordActivityError, safeFailures } from '../activities/safe-failures.js';
import type { Config } from '../config/config.js';
import { workerDataConverter } from '../temporal/codec/data-converter.js';
import { tlsOptions } from '../temporal/connection.js';
import { workflowBundle } from '../temporal/workflow-bundle.js';

export interface WorkerOptions {
  readonly taskQueue: string;
  readonly activities: object;
  /** At once. */
  readonly maxActivities: number;
  readonly recordActivityError: RecordActivityError;
}

/**
 * A worker of one task queue, on a connection of its own, ready to run. What holds for every queue is said here.
 *
 * @throws Error when Temporal cannot be reached or the workflow bundle is missing
 */
export async function createWorker(
  config: Pick<Config, 'temporal' | 'worker'>,
  options: WorkerOptions,
): Promise<Worker> {
  const { temporal } = config;
  const connection = await NativeConnection.connect({
    address: temporal.address,
    tls: tlsOptions(temporal.tls),
    ...(temporal.apiKey ? { apiKey: temporal.apiKey } : {}),
    // Messages are a few hundred bytes: packing them costs more than sending them, on both sides.
    grpcCompression: { codec: 'none' },
  });
  try {
    return await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: options.taskQueue,
      dataConverter: workerDataConverter(temporal.codecKeys),
      workflowBundle: workflowBundle({ encodesFailures: temporal.codecKeys.length > 0 }),
      activities: options.activities,
      ...activitySlots(options.maxActivities),
      // 0 by default: the SDK would tell every batch in hand to cancel as soon as a deploy begins.
      shutdownGraceTime: config.worker.shutdownGraceSeconds * 1000,
      // How long the next step of a job waits for the worker that had it before anybody may take it; 10 s by default. That
      // worker may be frozen or gone, and what a miss costs is one replay of a short history.
      stickyQueueScheduleToStartTimeout: '2s',
      // A heartbeat goes out when the batch beats (a third of the time-out), not when 80 % of the time-out are over.
      maxHeartbeatThrottleInterval: '500ms',
      interceptors: {
        activity: [(context) => ({ inbound: safeFailures(context.info, options.recordActivityError) })],
      },
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const MAX_POLLERS = 5;

/**
 * Room for so many activities at once. A poller holds a slot while it waits, and by default there are ten of them: with
 * ten slots none is left for the server to hand the next activity over in its answer to a workflow task ("eagerly"), and
 * every batch takes the way through the task queue, 3 ms and more. So at most half of the slots wait.
 */
export function activitySlots(activities: number) {
  const maximum = Math.min(MAX_POLLERS, Math.max(1, Math.floor(activities / 2)));
  return {
    maxConcurrentActivityTaskExecutions: activities,
    // Not `maxConcurrentActivityTaskPolls`: it left no slot free either.
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum },
  } as const;
}
