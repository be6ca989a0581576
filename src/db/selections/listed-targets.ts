import type { Sql, SqlCondition, TargetTable } from '../../operations/definition.js';
import { rangesUpTo } from '../../operations/stream-ranges.js';
import type { Business } from '../business.js';
import type { JobSelection } from './job-selection.js';
import { walkAlong } from './measure.js';
import type { CountedSelection, MeasuredSelection, NamedTarget, NextTargets, StepTaken } from './selected-targets.js';
import { type FoundIds, type Part, TableTargets, targetIds } from './table-targets.js';

/** A table of ids, `target_id` in a business, whose key begins with what they were listed for. */
export interface IdList {
  readonly table: string;
  /** The column that says what they were listed for. */
  readonly of: string;
  readonly key: string;
  /** How many there are; null where it is for the walk to find out. */
  readonly length: number | null;
}

/** A selection whose ids are listed: it is fixed by itself, and an id that names no row any more is a target all the same. */
export class ListedTargets extends TableTargets {
  constructor(
    targets: TargetTable,
    job: Omit<JobSelection, 'selection'>,
    private readonly list: IdList,
    /** What a row still has to match; null where being listed is enough. */
    private readonly filter: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(targets, job);
  }

  /** The rows are found by their ids: the filter is only looked at. */
  get hasOnePlan(): boolean {
    return this.filter === null;
  }

  get listed(): number | null {
    return this.list.length;
  }

  count(): Promise<CountedSelection> {
    const { length } = this.list;
    if (length === null) throw new TypeError('how many ids are listed was counted before');
    return Promise.resolve({ fixed: null, count: length });
  }

  named(business: Business, limit: number, timeoutMs: number): Promise<NamedTarget[]> {
    return this.namedRows(business, this.contains(3), limit, timeoutMs);
  }

  async countMissing(business: Business, timeoutMs: number): Promise<number | null> {
    const selected = this.contains(2);
    const [there] = await business.query<{ count: number }>(
      `SELECT count(*) AS count FROM ${this.targets.table} WHERE business_id = $1 AND (${selected.sql})`,
      [business.id, ...selected.parameters],
      timeoutMs,
    );
    return (await this.count()).count - there!.count;
  }

  step(): Promise<StepTaken> {
    throw new TypeError('listed ids are counted already');
  }

  async measure(sql: Sql, parallelism = 1): Promise<MeasuredSelection> {
    const { table, of, key } = this.list;
    const { businessId, upperBound } = this.job;
    const { total, last, ends } = await walkAlong(
      sql,
      { table, id: 'target_id', businessId, upTo: upperBound },
      (firstParameter) => ({ sql: `${of} = $${firstParameter}`, parameters: [key] }),
      parallelism,
    );
    return { total, upperBound: null, streams: rangesUpTo([...ends, last]) };
  }

  protected async find(sql: Sql, { cursor, limit, lock, upTo }: Part): Promise<NextTargets> {
    const { table, of, key } = this.list;
    const matches = this.matches(6);
    const [row] = await sql.query<FoundIds & { taken: number; last: number | null }>(
      `WITH picked AS MATERIALIZED (
         SELECT target_id FROM ${table}
          WHERE ${of} = $1 AND business_id = $4 AND target_id > $2 AND target_id <= COALESCE($5, 9223372036854775807)
          ORDER BY target_id LIMIT $3),
       matching AS (
         SELECT id FROM ${this.targets.table}
          WHERE id = ANY(ARRAY(SELECT target_id FROM picked)) AND business_id = $4 AND (${matches.sql})
          ORDER BY id ${lock ? 'FOR UPDATE' : ''}),
       found AS MATERIALIZED (SELECT ARRAY(SELECT id FROM matching ORDER BY id) AS ids)
       SELECT ids::text, cardinality(ids) AS count,
              (SELECT count(*)::int FROM picked) AS taken, (SELECT max(target_id) FROM picked) AS last FROM found`,
      [key, cursor, limit, this.job.businessId, upTo, ...matches.parameters],
    );
    const { taken, last } = row!;
    const nextCursor = last ?? cursor;
    return { ids: targetIds(row!), taken, nextCursor, exhausted: taken < limit || nextCursor === upTo };
  }

  countChanged(): Promise<number> {
    return Promise.resolve(0);
  }

  /** Whether a row is listed and matches now, as SQL; the business is $1. */
  private contains(firstParameter: number): SqlCondition {
    const { table, of, key } = this.list;
    const matches = this.matches(firstParameter + 1);
    return {
      sql: `id IN (SELECT target_id FROM ${table} WHERE ${of} = $${firstParameter} AND business_id = $1) AND (${matches.sql})`,
      parameters: [key, ...matches.parameters],
    };
  }

  protected matches(firstParameter: number): SqlCondition {
    return this.filter === null
      ? { sql: 'TRUE', parameters: [] }
      : this.targets.filterCondition(this.filter, firstParameter);
  }
}
