import { expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { checksum } from './checksum.js';
import type { SystemInUse } from './system.js';

const BYSTANDING_CANARIES = 7;

export interface Population {
  /** The job ended `completed`, each target touched once, counters exact, lock given back, the other business as before. */
  expectDoneOnce(job: Job): Promise<void>;
  expectBystanderUntouched(): Promise<void>;
}

/** As many canaries in each of these businesses, and some in the other one, whose rows must stay as they are. */
export async function populate(
  system: SystemInUse,
  count: number,
  businessIds: readonly number[] = [system.business],
): Promise<Population> {
  for (const businessId of businessIds) await system.addCanaries(businessId, count);
  await system.addCanaries(system.other, BYSTANDING_CANARIES);
  // xmin tells of updates that change nothing, too.
  const bystander = (): Promise<string> => checksum(system.dataSource, 'canaries', system.other, '*, xmin');
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
