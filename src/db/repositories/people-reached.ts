import type { Business } from '../business.js';

/**
 * How many people the jobs of these types have written to in the last 24 hours; rather too many than too few.
 *
 * @throws ReadTooSlow
 */
export async function countPeopleReached(
  business: Business,
  operationTypes: readonly string[],
  timeoutMs: number,
): Promise<number> {
  const [row] = await business.query<{ count: number }>(
    'SELECT count_people_reached($1::text[]) AS count',
    [operationTypes],
    timeoutMs,
  );
  return row!.count;
}
