import type { Business } from '../db/business.js';
import { recordHold } from '../db/repositories/job-holds.js';
import type { RowAnswer } from '../operations/batch.js';
import type { Hold } from '../operations/hold.js';
import { putOff } from './chunk.js';

/**
 * Writes the hold into the job's row, for people to see.
 *
 * @returns what the row says
 * @throws ChunkPutOff where the row was paused: it shows no hold; ApplicationFailure `JobNotLive`
 */
export async function holdJob(
  business: Business,
  jobId: string,
  { reason }: Hold,
  lookInMs: number,
): Promise<RowAnswer> {
  const written = await recordHold(business, jobId, reason, lookInMs);
  return written ?? (await putOff(business, { businessId: business.id, jobId }));
}
