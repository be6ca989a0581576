import type { Sql, SqlCondition, TargetTable } from '../../operations/definition.js';
import { rangesUpTo } from '../../operations/stream-ranges.js';
import { asOfCondition, asOfSql } from '../as-of-condition.js';
import type { Business } from '../business.js';
import type { JobSelection } from './job-selection.js';
import { walkAlong } from './measure.js';
import type {
  CountedSelection,
  FixedSelection,
  HowToCount,
  MeasuredSelection,
  NamedTarget,
  NextTargets,
  Step,
  StepTaken,
} from './selected-targets.js';
import { type FoundIds, type Part, TableTargets, targetIds } from './table-targets.js';

/**
 * Of the transaction that counts: the snapshot has to come in a later statement than the moment. Asked for once a statement:
 * read from its text for each row, it was three quarters of what a count took.
 */
const MOMENT = `(SELECT current_setting('bulkgate.moment')::timestamptz)`;
/**
 * The moment, and no help for the count from other processes: with two of them, 150,000 leads took both processors of a machine
 * for 0.3 s, and whoever read a page meanwhile waited. Alone it takes one processor for 0.08 s.
 */
const BEGIN_COUNT = `SELECT set_config('bulkgate.moment', clock_timestamp()::text, true),
                            set_config('max_parallel_workers_per_gather', '0', true)`;

/** A selection by what its rows are: fixed by the highest id there was, and by what was committed at that moment. */
abstract class MatchingTargets extends TableTargets {
  readonly listed = null;
  /** What of a row must have been as it is, at the moment of the selection. */
  protected abstract readonly fixedBy: 'filter' | 'all';

  /** What is asked of a row, besides its moment. */
  protected abstract asked(firstParameter: number): SqlCondition;
  /** Up to which id the job goes, where its last match now is `last`. */
  protected abstract end(last: number): number;

  /**
   * The highest id there is, and what is committed. All of it is of one snapshot, which comes after the moment: a
   * transaction that has written a row before the moment is known to the snapshot, as committed or as open.
   */
  async count(business: Business, { atMost, timeoutMs }: HowToCount): Promise<CountedSelection> {
    const { table, tracksWrites, everything } = this.targets;
    const asked = this.asked(3);
    const belongs = tracksWrites ? asOfSql(this.fixedBy, MOMENT, '(SELECT pg_current_snapshot())') : 'TRUE';
    const [counted] = await business.queryInTurn<FixedSelection & { count: number }>(
      [
        { name: 'begin_count', text: BEGIN_COUNT },
        {
          // Up to a number.
          ...(this.hasOnePlan && atMost !== null && everything === undefined ? { name: `count_all_${table}` } : {}),
          text: `
            SELECT to_char(${MOMENT} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment,
                   ${tracksWrites ? 'pg_current_snapshot()::text' : 'NULL'} AS snapshot,
                   COALESCE((SELECT max(id) FROM ${table} WHERE business_id = $1), 0) AS "upperBound",
                   (SELECT count(*) FROM (
                     SELECT FROM ${table} WHERE business_id = $1 AND (${asked.sql}) AND ${belongs} LIMIT $2
                   ) AS counted) AS count`,
          values: [business.id, atMost, ...asked.parameters],
        },
      ],
      timeoutMs,
    );
    const { count, ...fixed } = counted!;
    return { fixed, count };
  }

  countMissing(): Promise<null> {
    return Promise.resolve(null);
  }

  async step(business: Business, { cursor, limit }: Step, timeoutMs: number): Promise<StepTaken> {
    const asked = this.asked(4);
    const [step] = await business.query<StepTaken>(
      `SELECT count(*) AS seen, count(*) FILTER (WHERE matches) AS matching, COALESCE(max(id), $2) AS "lastId"
         FROM (SELECT id, (${asked.sql}) AS matches FROM ${this.targets.table}
                WHERE business_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS step`,
      [business.id, cursor, limit, ...asked.parameters],
      timeoutMs,
    );
    return step!;
  }

  async measure(sql: Sql, parallelism = 1): Promise<MeasuredSelection> {
    const { businessId, upperBound } = this.job;
    const rows = { table: this.targets.table, id: 'id', businessId, upTo: upperBound };
    const { total, last, ends } = await walkAlong(sql, rows, (first) => this.matches(first), parallelism);
    const end = this.end(last);
    return { total, upperBound: end, streams: rangesUpTo([...ends, end]) };
  }

  protected async find(sql: Sql, { cursor, limit, lock, upTo }: Part): Promise<NextTargets> {
    const condition = this.matches(5);
    const bound = upTo ?? 0;
    const [row] = await sql.query<FoundIds>(
      // The condition holds for the version that is locked in the end: a row that was waited for is looked at again.
      `WITH found AS MATERIALIZED (SELECT ARRAY(
         SELECT id FROM ${this.targets.table}
          WHERE business_id = $1 AND id > $2 AND id <= $3 AND ${condition.sql}
          ORDER BY id LIMIT $4 ${lock ? 'FOR UPDATE' : ''}) AS ids)
       SELECT ids::text, cardinality(ids) AS count FROM found`,
      [this.job.businessId, cursor, bound, limit, ...condition.parameters],
    );
    const ids = targetIds(row!);
    const nextCursor = ids.last ?? cursor;
    // With the last row of the selection the job is at its end: one more batch would only find that out.
    const exhausted = ids.length < limit || nextCursor >= bound;
    return { ids, taken: ids.length, nextCursor, exhausted };
  }

  named(business: Business, limit: number, timeoutMs: number): Promise<NamedTarget[]> {
    return this.namedRows(business, this.asked(3), limit, timeoutMs);
  }

  protected matches(firstParameter: number): SqlCondition {
    const { asOf } = this.job;
    const asked = this.asked(firstParameter);
    if (!asOf) return { sql: `(${asked.sql})`, parameters: asked.parameters };
    const belongs = asOfCondition(this.fixedBy, asOf, firstParameter + asked.parameters.length);
    return { sql: `(${asked.sql}) AND ${belongs.sql}`, parameters: [...asked.parameters, ...belongs.parameters] };
  }
}

/** All rows of the business, or what the definition calls everything. */
export class AllTargets extends MatchingTargets {
  readonly hasOnePlan = true;
  protected readonly fixedBy = 'all';

  protected asked(): SqlCondition {
    return { sql: this.targets.everything ?? 'TRUE', parameters: [] };
  }

  /** Nothing is left to do above the last one. */
  protected end(last: number): number {
    return last;
  }

  countChanged(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** The rows that match a filter. */
export class FilteredTargets extends MatchingTargets {
  /** How many rows a filter leaves is each one's own. */
  readonly hasOnePlan = false;
  protected readonly fixedBy = 'filter';

  constructor(
    targets: TargetTable,
    job: Omit<JobSelection, 'selection'>,
    private readonly filter: Readonly<Record<string, unknown>>,
  ) {
    super(targets, job);
  }

  protected asked(firstParameter: number): SqlCondition {
    return this.targets.filterCondition(this.filter, firstParameter);
  }

  /**
   * Where rows that were changed are told from the others, the job goes up to the bound of its acceptance and counts them
   * on its way; elsewhere nothing is left to do above the last match.
   */
  protected end(last: number): number {
    const { upperBound, asOf } = this.job;
    return upperBound !== null && asOf ? upperBound : last;
  }

  async countChanged(sql: Sql, cursor: number, { nextCursor, exhausted }: NextTargets): Promise<number> {
    const { businessId, upperBound, asOf } = this.job;
    if (!asOf) return 0;
    const unchanged = asOfCondition('filter', asOf, 4);
    const filter = this.asked(6);
    const [row] = await sql.query<{ changed: number }>(
      `SELECT count(*) AS changed FROM ${this.targets.table}
        WHERE business_id = $1 AND id > $2 AND id <= $3 AND NOT (${unchanged.sql}) AND (${filter.sql})`,
      [businessId, cursor, exhausted ? upperBound : nextCursor, ...unchanged.parameters, ...filter.parameters],
    );
    return row!.changed;
  }
}
