import type { NotReached, Reach } from '../channels/recipients.js';
import { recipientsOf } from '../channels/recipients.js';
import { type Business, ReadTooSlow } from '../db/business.js';
import { selectTargets } from '../db/selections/select-targets.js';
import type { Sql, TargetTable } from '../operations/definition.js';
import { CAPPED } from '../operations/message.js';
import type { Selection } from '../operations/selection.js';

/** How many targets of a selection a message would reach, and why the others are left out. */
export interface RecipientsLook {
  /** Targets that were looked at, the first ones by id. */
  readonly looked: number;
  /** Whether those are all of them. */
  readonly isWhole: boolean;
  readonly reached: number;
  /** The first of them by id; null where nobody is reached. */
  readonly first: number | null;
  /** The most frequent reason first. */
  readonly skipped: readonly { readonly code: Reason; readonly count: number }[];
}

type Reason = NotReached | 'duplicate' | typeof CAPPED;

/** Which targets a message is for. */
interface TargetsToReach {
  readonly targets: TargetTable;
  readonly selection: Selection;
  /** So many are reached on one day. All of the others are left out: a job is taken to end on the day of its start. */
  readonly perDay?: number;
}

/** Each number has to be remembered, to find those that come twice: so many are 10 MB. */
const MOST_LOOKED = 100_000;
/** The spelling of so many numbers takes a few ms of the process, which serves others as well. */
const STEP = 1_000;

/** Composes as the job would, within a time, and keeps nothing of it. A target that is gone is looked at and in neither count. */
export async function lookAtRecipients(
  business: Business,
  { targets, selection, perDay = Infinity }: TargetsToReach,
  reach: Reach,
  timeoutMs: number,
): Promise<RecipientsLook> {
  // Up to the last one that there is: nothing is fixed yet.
  const selected = selectTargets(targets, {
    ...{ businessId: business.id, selection, upperBound: Number.MAX_SAFE_INTEGER, asOf: null },
  });
  const deadlineMs = performance.now() + timeoutMs;
  const sql: Sql = {
    query: (statement, parameters) =>
      business.query(statement, parameters, Math.max(1, Math.ceil(deadlineMs - performance.now()))),
  };
  const addresses = new Set<string>();
  const counts = new Map<Reason, number>();
  const skip = (code: Reason) => counts.set(code, (counts.get(code) ?? 0) + 1);
  let [looked, cursor, isWhole] = [0, 0, false];
  let first: number | null = null;
  while (!isWhole && looked < MOST_LOOKED && performance.now() < deadlineMs) {
    try {
      const step = await selected.next(sql, cursor, STEP, false);
      for (const recipient of await recipientsOf(sql, reach, step.ids.toArray())) {
        if ('skipped' in recipient) skip(recipient.skipped);
        else if (addresses.has(recipient.address)) skip('duplicate');
        else {
          addresses.add(recipient.address);
          first ??= recipient.targetId;
        }
      }
      [looked, cursor, isWhole] = [looked + step.taken, step.nextCursor, step.exhausted];
    } catch (error) {
      if (error instanceof ReadTooSlow) break;
      throw error;
    }
  }
  const reached = Math.min(addresses.size, perDay);
  if (reached < addresses.size) counts.set(CAPPED, addresses.size - reached);
  const skipped = [...counts].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count);
  return { looked, isWhole, reached, first, skipped };
}
