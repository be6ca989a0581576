import type { Channel } from '../channels/channel.js';
import type { Business } from '../db/business.js';
import { countPeopleReached } from '../db/repositories/people-reached.js';
import type { OperationRegistry } from '../operations/definition.js';
import { inTime } from './in-time.js';

/** What is left of the people that an account may write to in 24 hours. */
export interface BudgetLook {
  readonly peoplePerDay: number;
  /** People written to in the last 24 hours; rather too many than too few. */
  readonly used: number;
  readonly left: number;
  /** How many of those who would be reached now go beyond it, at most: some of them may be among those written to. */
  readonly beyond: number;
}

/** @returns null where there is not enough time */
export async function lookAtBudget(
  business: Business,
  registry: OperationRegistry,
  {
    channel,
    peoplePerDay,
    reached,
  }: { readonly channel: Channel; readonly peoplePerDay: number; readonly reached: number },
  timeoutMs: number,
): Promise<BudgetLook | null> {
  const types = [...registry.values()].filter((definition) => definition.channel === channel).map(({ type }) => type);
  const used = await inTime(countPeopleReached(business, types, timeoutMs));
  if (used === null) return null;
  const left = Math.max(0, peoplePerDay - used);
  return { peoplePerDay, used, left, beyond: Math.max(0, reached - left) };
}
