import type { BatchDependencies } from '../../src/activities/batch-activities.js';

/** The parts of batches that hold nobody. */
export const NO_HOLDS: Pick<BatchDependencies, 'load' | 'recordHold'> = {
  load: { look: () => Promise.resolve(null), during: (work) => work() },
  recordHold: () => undefined,
};
