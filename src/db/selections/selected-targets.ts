import type { Sql } from '../../operations/definition.js';
import type { StreamRange } from '../../operations/stream-ranges.js';
import type { TargetIds } from '../../operations/target-ids.js';
import type { Business } from '../business.js';

/** The targets of a selection in their table. There is one class of them for each kind of selection. */
export interface SelectedTargets {
  /** One plan of `next` suits all values that there can be, so that it may be kept. */
  readonly hasOnePlan: boolean;

  /**
   * Fixes what a job would select, and counts it.
   *
   * @throws ReadTooSlow
   */
  count(business: Business, how: HowToCount): Promise<CountedSelection>;

  /** How many ids were listed; null where nobody knows before they are counted. */
  readonly listed: number | null;

  /** The first targets by id, with their names. @throws ReadTooSlow */
  named(business: Business, limit: number, timeoutMs: number): Promise<NamedTarget[]>;

  /** How many ids are listed that are no target now; null where none are listed. @throws ReadTooSlow */
  countMissing(business: Business, timeoutMs: number): Promise<number | null>;

  /** One step along the ids: how many there are above the cursor, up to a limit, and how many match. @throws ReadTooSlow */
  step(business: Business, from: Step, timeoutMs: number): Promise<StepTaken>;

  /**
   * How many targets there are, up to which id the job goes, and its division into streams of equal numbers of targets.
   * There are fewer streams than asked for where there are fewer targets.
   */
  measure(sql: Sql, parallelism?: number): Promise<MeasuredSelection>;

  /**
   * The next targets above the cursor, locked in id order when `lock` is set. Keyset, never offset: rows that vanish
   * cannot shift others past the cursor. Rows locked by others are waited for, never skipped: a skipped one would need
   * another pass over the whole selection.
   */
  next(sql: Sql, cursor: number, limit: number, lock: boolean): Promise<NextTargets>;

  /** The targets above the cursor up to this one, without a lock: those of a chunk that was tried in vain. */
  nextUpTo(sql: Sql, cursor: number, lastId: number): Promise<NextTargets>;

  /**
   * Locks those of the targets that nobody else has locked.
   *
   * @param ids of `next`, looked up without a lock
   * @returns the rows it has locked, and those that are there, still match, and are locked by another session
   */
  lockUnlocked(sql: Sql, ids: TargetIds): Promise<{ ids: TargetIds; locked: readonly number[] }>;

  /**
   * How many rows that `next` has passed match now and were left alone, because they were changed since the acceptance. To
   * be asked in the same transaction, after it: a row that was waited for is seen as it has become.
   */
  countChanged(sql: Sql, cursor: number, passed: NextTargets): Promise<number>;
}

/** What a job selects from now on, as its row is to say. */
export interface FixedSelection {
  /** UTC with microseconds. */
  readonly moment: string;
  /** `pg_snapshot` as text; null where the table does not track its writes. */
  readonly snapshot: string | null;
  /** The highest id there is; 0 without any. */
  readonly upperBound: number;
}

export interface CountedSelection {
  /** Null where the ids themselves are fixed. */
  readonly fixed: FixedSelection | null;
  readonly count: number;
}

export interface HowToCount {
  /** Counting ends there; null counts all. */
  readonly atMost: number | null;
  readonly timeoutMs: number;
}

/** A target as a person knows it. */
export interface NamedTarget {
  readonly id: number;
  readonly name: string;
}

export interface Step {
  readonly cursor: number;
  readonly limit: number;
}

export interface StepTaken {
  readonly seen: number;
  readonly matching: number;
  readonly lastId: number;
}

/** What a job is about, as its row keeps it from its begin on. */
export interface MeasuredSelection {
  readonly total: number;
  /** Up to which id the job goes; null where ids are listed. */
  readonly upperBound: number | null;
  readonly streams: readonly StreamRange[];
}

/** The next targets of a job, ascending. */
export interface NextTargets {
  /** Rows that exist, belong to the business and match. */
  readonly ids: TargetIds;
  /** How many ids the batch is about: more than `ids` where listed ones are unknown, foreign or gone. */
  readonly taken: number;
  readonly nextCursor: number;
  readonly exhausted: boolean;
}
