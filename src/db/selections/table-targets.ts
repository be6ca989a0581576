import type { Sql, SqlCondition, TargetTable } from '../../operations/definition.js';
import { TargetIds } from '../../operations/target-ids.js';
import type { Business } from '../business.js';
import type { JobSelection } from './job-selection.js';
import { lockUnlocked } from './lock-unlocked.js';
import type {
  CountedSelection,
  HowToCount,
  MeasuredSelection,
  NamedTarget,
  NextTargets,
  SelectedTargets,
  Step,
  StepTaken,
} from './selected-targets.js';

/** Which of the targets to look for. */
export interface Part extends Step {
  /** Null for the end of the selection. */
  readonly upTo: number | null;
  readonly lock: boolean;
}

/** As many as there are: the range says how many that can be. */
const MAX_TARGETS = 2_147_483_647;

/** What all kinds of selections have in common: their targets are rows of one table, in one business. */
export abstract class TableTargets implements SelectedTargets {
  abstract readonly hasOnePlan: boolean;
  abstract readonly listed: number | null;

  constructor(
    protected readonly targets: TargetTable,
    protected readonly job: Omit<JobSelection, 'selection'>,
  ) {}

  abstract count(business: Business, how: HowToCount): Promise<CountedSelection>;
  abstract countMissing(business: Business, timeoutMs: number): Promise<number | null>;
  abstract named(business: Business, limit: number, timeoutMs: number): Promise<NamedTarget[]>;
  abstract step(business: Business, from: Step, timeoutMs: number): Promise<StepTaken>;
  abstract measure(sql: Sql, parallelism?: number): Promise<MeasuredSelection>;
  abstract countChanged(sql: Sql, cursor: number, passed: NextTargets): Promise<number>;

  /** Whether a row that was found by its id is still a target. */
  protected abstract matches(firstParameter: number): SqlCondition;
  protected abstract find(sql: Sql, part: Part): Promise<NextTargets>;

  /** @param selected whether the selection of a job that nobody has accepted yet contains a row, from $3; the business is $1 */
  protected namedRows(
    business: Business,
    selected: SqlCondition,
    limit: number,
    timeoutMs: number,
  ): Promise<NamedTarget[]> {
    const { table, nameOf } = this.targets;
    return business.query<NamedTarget>(
      `SELECT id, ${nameOf} AS name FROM ${table} WHERE business_id = $1 AND (${selected.sql}) ORDER BY id LIMIT $2`,
      [business.id, limit, ...selected.parameters],
      timeoutMs,
    );
  }

  next(sql: Sql, cursor: number, limit: number, lock: boolean): Promise<NextTargets> {
    return this.find(sql, { cursor, limit, lock, upTo: this.job.upperBound });
  }

  async nextUpTo(sql: Sql, cursor: number, lastId: number): Promise<NextTargets> {
    const { ids, taken } = await this.find(sql, { cursor, limit: MAX_TARGETS, lock: false, upTo: lastId });
    const { upperBound } = this.job;
    // The chunk ends where it was tried, also where its last target has gone meanwhile.
    return { ids, taken, nextCursor: lastId, exhausted: upperBound !== null && lastId >= upperBound };
  }

  lockUnlocked(sql: Sql, ids: TargetIds): Promise<{ ids: TargetIds; locked: readonly number[] }> {
    const rows = { table: this.targets.table, businessId: this.job.businessId };
    return lockUnlocked(sql, rows, this.matches(3), ids);
  }
}

/** What a look for targets answers: an array as text is faster to send and to read than a row for each. */
export interface FoundIds {
  readonly ids: string;
  readonly count: number;
}

export const targetIds = ({ ids, count }: FoundIds): TargetIds => TargetIds.fromPostgres(ids, count);
