import { type BatchDependencies, createBatchActivities } from './batch-activities.js';
import { createFinishActivities, type FinishDependencies } from './finish-operation.js';
import { createImportActivities, type ImportDependencies } from './import-activities.js';
import { createJobActivities, type JobDependencies } from './job-activities.js';

type Dependencies = BatchDependencies & JobDependencies & FinishDependencies & ImportDependencies;

/** Everything a bulk worker can do. The workflow sees the type only. */
export function createActivities(dependencies: Dependencies) {
  return {
    ...createJobActivities(dependencies),
    ...createBatchActivities(dependencies),
    ...createFinishActivities(dependencies),
    ...createImportActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
