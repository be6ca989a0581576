import { type BatchDependencies, createBatchActivities } from './batch-activities.js';
import { createImportActivities, type ImportDependencies } from './import-activities.js';
import { createJobActivities, type JobDependencies } from './job-activities.js';

/** Everything a bulk worker can do. The workflow sees the type only. */
export function createActivities(dependencies: BatchDependencies & JobDependencies & ImportDependencies) {
  return {
    ...createJobActivities(dependencies),
    ...createBatchActivities(dependencies),
    ...createImportActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
