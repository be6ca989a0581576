import type { Sql, SqlCondition, TargetTable } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import { rangesUpTo } from '../../operations/stream-ranges.js';
import { TargetIds } from '../../operations/target-ids.js';
import type { Business } from '../business.js';
import { archivedName } from '../repositories/archive-reads.js';
import type { JobSelection } from './job-selection.js';
import { walkAlong } from './measure.js';
import type {
  CountedSelection,
  HowToCount,
  MeasuredSelection,
  NamedTarget,
  NextTargets,
  Step,
  StepTaken,
} from './selected-targets.js';
import { type FoundIds, type Part, TableTargets, targetIds } from './table-targets.js';

/**
 * What a job has deleted or updated, as its archive has it. Each is a target whether there is such a row now or not: a deleted
 * one is to come back. The archive of a final job does not change.
 */
export class ArchivedTargets extends TableTargets {
  readonly hasOnePlan = true;
  readonly listed = null;

  constructor(
    targets: TargetTable,
    job: Omit<JobSelection, 'selection'>,
    private readonly of: Extract<Selection, { kind: 'archived' }>,
  ) {
    super(targets, job);
  }

  async count(business: Business, { atMost, timeoutMs }: HowToCount): Promise<CountedSelection> {
    const archived = this.#archived(3);
    const [counted] = await business.query<{ count: number }>(
      `SELECT count(*) AS count
         FROM (SELECT FROM archive WHERE business_id = $1 AND ${archived.sql} LIMIT $2) AS counted`,
      [business.id, atMost, ...archived.parameters],
      timeoutMs,
    );
    return { fixed: null, count: counted!.count };
  }

  /** A deleted one by what it was called then. An updated one that is gone by now has no name. */
  named(business: Business, limit: number, timeoutMs: number): Promise<NamedTarget[]> {
    const archived = this.#archived(3);
    return business.query<NamedTarget>(
      `SELECT id, name
         FROM (SELECT "targetId" AS id, ${archivedName(this.targets)} AS name
                 FROM (SELECT target_id AS "targetId", kind AS "archivedKind", old_values AS "archivedValues" FROM archive
                        WHERE business_id = $1 AND ${archived.sql} ORDER BY target_id LIMIT $2) AS entries) AS named
        WHERE name IS NOT NULL ORDER BY id`,
      [business.id, limit, ...archived.parameters],
      timeoutMs,
    );
  }

  countMissing(): Promise<null> {
    return Promise.resolve(null);
  }

  async step(business: Business, { cursor, limit }: Step, timeoutMs: number): Promise<StepTaken> {
    const archived = this.#archived(4);
    const [step] = await business.query<StepTaken>(
      `SELECT count(*) AS seen, count(*) AS matching, COALESCE(max(target_id), $2) AS "lastId"
         FROM (SELECT target_id FROM archive WHERE business_id = $1 AND target_id > $2 AND ${archived.sql}
                ORDER BY target_id LIMIT $3) AS step`,
      [business.id, cursor, limit, ...archived.parameters],
      timeoutMs,
    );
    return step!;
  }

  async measure(sql: Sql, parallelism = 1): Promise<MeasuredSelection> {
    const { businessId, upperBound: upTo } = this.job;
    const archived = { table: 'archive', id: 'target_id', businessId, upTo };
    const { total, last, ends } = await walkAlong(sql, archived, (first) => this.#archived(first), parallelism);
    return { total, upperBound: null, streams: rangesUpTo([...ends, last]) };
  }

  /** Of rows that are there: one that others write waits for them, and is looked at as it has become. */
  protected async find(sql: Sql, { cursor, limit, lock, upTo }: Part): Promise<NextTargets> {
    const archived = this.#archived(5);
    const [row] = await sql.query<FoundIds>(
      `WITH found AS MATERIALIZED (SELECT ARRAY(
         SELECT target_id FROM archive
          WHERE business_id = $1 AND target_id > $2 AND target_id <= COALESCE($3, 9223372036854775807)
            AND ${archived.sql}
          ORDER BY target_id LIMIT $4) AS ids),
       locked AS MATERIALIZED (
         SELECT id FROM ${this.targets.table} WHERE business_id = $1 AND id = ANY((SELECT ids FROM found)::bigint[])
          ORDER BY id ${lock ? 'FOR UPDATE' : ''})
       SELECT ids::text, cardinality(ids) AS count, (SELECT count(*) FROM locked) AS locked FROM found`,
      [this.job.businessId, cursor, upTo, limit, ...archived.parameters],
    );
    const ids = targetIds(row!);
    const nextCursor = ids.last ?? cursor;
    return { ids, taken: ids.length, nextCursor, exhausted: ids.length < limit || nextCursor === upTo };
  }

  /** A row that is not there is nobody's to lock. */
  override async lockUnlocked(sql: Sql, ids: TargetIds): Promise<{ ids: TargetIds; locked: readonly number[] }> {
    const { locked } = await super.lockUnlocked(sql, ids);
    const isLocked = new Set(locked);
    return { ids: TargetIds.of(ids.toArray().filter((id) => !isLocked.has(id))), locked };
  }

  countChanged(): Promise<number> {
    return Promise.resolve(0);
  }

  protected matches(): SqlCondition {
    return { sql: 'TRUE', parameters: [] };
  }

  /** Of what the archive has of a target, its own row: one for each. */
  #archived(firstParameter: number): SqlCondition {
    const { ofJob, expiresOn } = this.of;
    return {
      sql: `job_id = $${firstParameter} AND expires_on = $${firstParameter + 1}::date
            AND table_name = '${this.targets.table}' AND row_id = target_id AND kind IN ('deleted', 'updated')`,
      parameters: [ofJob, expiresOn],
    };
  }
}
