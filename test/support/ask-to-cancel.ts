import type { Job } from '../../src/operations/job.js';
import { Business } from '../../src/db/business.js';
import { moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { type SystemInUse, workflowOf } from './system.js';

/**
 * How a cancel may reach a job: `both` is what the API does; with `row` the request to Temporal was lost (or arrived in
 * the very task that rolled over); `temporal` is a person in the Web UI.
 */
export type CancelWay = 'both' | 'row' | 'temporal';

export const CANCEL_WAYS: readonly CancelWay[] = ['both', 'row', 'temporal'];

export async function askToCancel(system: SystemInUse, job: Job, way: CancelWay = 'both'): Promise<void> {
  if (way !== 'temporal') {
    await system.dataSource.query('UPDATE jobs SET cancel_requested_at = clock_timestamp() WHERE id = $1', [job.id]);
    await moveTo(new Business(system.dataSource, job.businessId), job.id, 'cancelling');
  }
  if (way !== 'row') await workflowOf(system, job).cancel();
}
