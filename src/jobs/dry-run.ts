import type { Business } from '../db/business.js';
import type { NamedTarget, SelectedTargets } from '../db/selections/selected-targets.js';
import type { Count } from '../operations/count.js';
import { inTime } from './in-time.js';

export interface SelectionLook {
  readonly count: Count;
  /** The first of them by id, as far as there was time. */
  readonly sample: readonly NamedTarget[];
  /** Ids that name no row of the business; null for other selections, and where there was not enough time. */
  readonly missing: number | null;
}

const SAMPLE_SIZE = 10;
/** Part of the time that a count in one statement may take: it is faster than a walk, but tells nothing when it is cut off. */
const COUNT_SHARE = 0.5;
const FIRST_STEP = 200;
const MAX_STEP = 64_000;
/** A step that takes less is doubled. */
const SHORT_STEP_MS = 100;

/** Counts what a start would select and names some of it, within a time. Changes nothing. */
export async function lookAtSelection(
  business: Business,
  selected: SelectedTargets,
  timeoutMs: number,
): Promise<SelectionLook> {
  const deadlineMs = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(1, Math.ceil(deadlineMs - performance.now()));
  const counting = { atMost: null, timeoutMs: Math.ceil(timeoutMs * COUNT_SHARE) };
  const exact = (await inTime(selected.count(business, counting)))?.count ?? null;
  const limit = Math.min(SAMPLE_SIZE, exact ?? SAMPLE_SIZE);
  const sampleMs = exact === null ? Math.ceil(leftMs() / 2) : leftMs();
  const sample = limit === 0 ? [] : ((await inTime(selected.named(business, limit, sampleMs))) ?? []);
  if (exact !== null) {
    const missing = await inTime(selected.countMissing(business, leftMs()));
    return { count: { value: exact, isExact: true }, sample, missing };
  }
  const seen = await countInSteps(business, selected, leftMs);
  if (seen.isExact) return { count: seen, sample, missing: null };
  // The last of those that were seen is the one more.
  const value = Math.max(0, Math.max(seen.value, sample.length) - 1);
  return { count: { value, isExact: false }, sample, missing: null };
}

/** Along the ids until the end or until the time is over; larger steps the faster they are. */
async function countInSteps(business: Business, selected: SelectedTargets, leftMs: () => number): Promise<Count> {
  let [value, cursor, limit] = [0, 0, FIRST_STEP];
  while (leftMs() > 1) {
    const startedMs = performance.now();
    const step = await inTime(selected.step(business, { cursor, limit }, leftMs()));
    if (!step) break;
    value += step.matching;
    if (step.seen < limit) return { value, isExact: true };
    cursor = step.lastId;
    if (performance.now() - startedMs < SHORT_STEP_MS) limit = Math.min(MAX_STEP, limit * 2);
  }
  return { value, isExact: false };
}
