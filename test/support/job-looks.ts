import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { Business } from '../../src/db/business.js';
import { nextControl } from '../../src/db/repositories/job-controls.js';
import type { Job } from '../../src/operations/job.js';
import type { SpeedControl } from '../../src/operations/bulk-operation.messages.js';
import { changeSpeedUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { eventually, eventuallyInTemporal } from './eventually.js';
import { type SystemInUse, workflowOf } from './system.js';

type JobId = Pick<Job, 'id'>;

/** Waits until the job's row is so. */
export function jobWhen(
  system: SystemInUse,
  { id }: JobId,
  is: (job: Job) => boolean,
  timeoutMs?: number,
): Promise<Job> {
  return eventually(async () => {
    const now = await system.job(id);
    return is(now) && now;
  }, timeoutMs);
}

export async function jobCount({ dataSource }: SystemInUse): Promise<number> {
  return (await dataSource.query<unknown[]>('SELECT FROM jobs')).length;
}

/** How many targets each chunk of the job has processed, in order. */
export async function chunksOf({ dataSource }: SystemInUse, { id }: JobId): Promise<number[]> {
  const rows = await dataSource.query<{ processed: number }[]>(
    'SELECT processed FROM job_batches WHERE job_id = $1 ORDER BY batch_no',
    [id],
  );
  return rows.map(({ processed }) => processed);
}

export function failuresOf({ dataSource }: SystemInUse, { id }: JobId): Promise<{ id: number; code: string }[]> {
  return dataSource.query('SELECT target_id AS id, code FROM job_failures WHERE job_id = $1 ORDER BY target_id', [id]);
}

export async function eventsOf(system: SystemInUse, job: Job) {
  return (await workflowOf(system, job).fetchHistory()).events ?? [];
}

/** What the history of a job's newest run tells about its activities. */
export interface RunHistory {
  readonly timersStarted: number;
  readonly activitiesTimedOut: number;
  /** `ApplicationFailure` types of the activities that failed, in order. */
  readonly activityFailures: readonly string[];
}

export async function historyOf(system: SystemInUse, job: Job): Promise<RunHistory> {
  const events = await eventsOf(system, job);
  return {
    timersStarted: events.filter((event) => event.timerStartedEventAttributes).length,
    activitiesTimedOut: events.filter((event) => event.activityTaskTimedOutEventAttributes).length,
    activityFailures: events.flatMap(({ activityTaskFailedEventAttributes: failed }) =>
      failed ? [failed.failure?.applicationFailureInfo?.type ?? 'no application failure'] : [],
    ),
  };
}

/** What the Temporal Web UI shows as the workflow's current details. */
export async function detailsOf(workflow: WorkflowHandle): Promise<string> {
  const metadata = await workflow.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Numbers a control as the API does, before it sends it. */
export async function numbered({ dataSource }: SystemInUse, { id, businessId }: Job): Promise<number> {
  return (await nextControl(new Business(dataSource, businessId), id))!.controlSeq;
}

/** Waits until the workflow has ended. */
export function closed(workflow: Pick<WorkflowHandle, 'describe'>): Promise<WorkflowExecutionDescription> {
  return eventuallyInTemporal(async () => {
    const now = await workflow.describe();
    return now.status.name !== 'RUNNING' && now;
  });
}

export async function changeSpeed(system: SystemInUse, job: Job, speed: SpeedControl): Promise<unknown> {
  return workflowOf(system, job).executeUpdate(changeSpeedUpdate, { args: [speed] });
}
