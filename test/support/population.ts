import { expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { checksum } from './checksum.js';
import type { System } from './system.js';

/** A business that no test acts on: whatever happens to the others, its rows stay as they are. */
const BYSTANDER = 2;
const BYSTANDING_CANARIES = 7;

export interface Population {
  /** The job ended `completed`, each target touched once, counters exact, lock given back, business 2 as before. */
  expectDoneOnce(job: Job): Promise<void>;
  expectBystanderUntouched(): Promise<void>;
}

/** As many canaries in each of these businesses, and some in business 2 that must never change. */
export async function populate(
  system: System,
  count: number,
  businessIds: readonly number[] = [1],
): Promise<Population> {
  for (const businessId of businessIds) await system.addCanaries(businessId, count);
  await system.addCanaries(BYSTANDER, BYSTANDING_CANARIES);
  // xmin tells of updates that change nothing, too.
  const bystander = (): Promise<string> => checksum(system.dataSource, 'canaries', BYSTANDER, '*, xmin');
  const before = await bystander();
  const expectBystanderUntouched = async (): Promise<void> => {
    expect(await bystander()).toBe(before);
  };
  return {
    expectBystanderUntouched,
    async expectDoneOnce(job) {
      expect(await system.finished(job.id)).toMatchObject({
        ...{ status: 'completed', lastError: null },
        ...{ total: count, processed: count, succeeded: count, failed: 0, skipped: 0, notAttempted: 0 },
      });
      await system.lockGone(job.operationType, job.businessId);
      expect(await system.touches(job.businessId)).toEqual({ 1: count });
      await expectBystanderUntouched();
    },
  };
}
