import { Business } from '../../src/db/business.js';
import { openStaging, stageIds } from '../../src/db/repositories/staged-selections.js';
import type { SystemInUse } from './system.js';

/** Stages explicit ids as a request does, in two parts. */
export async function staged(
  { dataSource }: SystemInUse,
  businessId: number,
  ids: readonly number[],
): Promise<{ kind: 'ids'; stagingId: string; count: number }> {
  const business = new Business(dataSource, businessId);
  const stagingId = await openStaging(business);
  const middle = Math.ceil(ids.length / 2);
  let count = 0;
  for (const part of [ids.slice(0, middle), ids.slice(middle)]) {
    count += await stageIds(business, stagingId, part);
  }
  return { kind: 'ids', stagingId, count };
}
