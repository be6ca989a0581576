import type { DataSource } from 'typeorm';
import type { Sql, SqlCondition, TargetTable } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import { queryInBusiness } from '../transaction.js';

/** A job's selection as its row keeps it: fixed once the job has begun. */
export interface JobSelection {
  readonly businessId: number;
  readonly selection: Selection;
  /** Null for explicit ids, and before the job has begun. */
  readonly upperBound: number | null;
}

/** The next targets of a job, ascending. */
export interface NextTargets {
  /** Rows that exist, belong to the business and match. */
  readonly ids: readonly number[];
  /** How many ids the batch is about: more than `ids` where explicit ones are unknown, foreign or gone. */
  readonly taken: number;
  readonly nextCursor: number;
  readonly exhausted: boolean;
}

/** Null when there is no such job. */
export async function readSelection(
  dataSource: DataSource,
  businessId: number,
  jobId: string,
): Promise<JobSelection | null> {
  const [row] = await queryInBusiness<{
    kind: Selection['kind'];
    filter: Record<string, unknown> | null;
    stagingId: string | null;
    upperBound: number | null;
  }>(
    dataSource,
    businessId,
    `SELECT selection_kind AS kind, selection_filter AS filter,
            staging_id AS "stagingId", upper_bound AS "upperBound"
       FROM jobs WHERE id = $1 AND business_id = $2`,
    [jobId, businessId],
  );
  if (!row) return null;
  const { upperBound } = row;
  switch (row.kind) {
    case 'ids':
      return { businessId, upperBound, selection: { kind: 'ids', stagingId: row.stagingId! } };
    case 'filter':
      return { businessId, upperBound, selection: { kind: 'filter', filter: row.filter! } };
    case 'all':
      return { businessId, upperBound, selection: { kind: 'all' } };
  }
}

/** How many targets the selection has now, and the highest id among them (null for explicit ids). */
export async function measureSelection(
  dataSource: DataSource,
  targets: TargetTable,
  { businessId, selection }: JobSelection,
): Promise<{ total: number; upperBound: number | null }> {
  if (selection.kind === 'ids') {
    const [row] = await queryInBusiness<{ total: number }>(
      dataSource,
      businessId,
      'SELECT count(*) AS total FROM staged_ids WHERE staging_id = $1 AND business_id = $2',
      [selection.stagingId, businessId],
    );
    return { total: row!.total, upperBound: null };
  }
  const condition = conditionOf(targets, selection, 2);
  const [row] = await queryInBusiness<{ total: number; upperBound: number }>(
    dataSource,
    businessId,
    `SELECT count(*) AS total, COALESCE(max(id), 0) AS "upperBound"
       FROM ${targets.table} WHERE business_id = $1 AND (${condition.sql})`,
    [businessId, ...condition.parameters],
  );
  return row!;
}

/**
 * The next targets above the cursor, locked in id order when `lock` is set. Keyset, never offset: rows that vanish
 * cannot shift others past the cursor. Rows locked by others are waited for, never skipped: a skipped one would need
 * another pass over the whole selection.
 */
export async function nextTargets(
  sql: Sql,
  targets: TargetTable,
  { businessId, selection, upperBound }: JobSelection,
  cursor: number,
  limit: number,
  lock: boolean,
): Promise<NextTargets> {
  const forUpdate = lock ? 'FOR UPDATE' : '';
  if (selection.kind === 'ids') {
    const [row] = await sql.query<{ ids: number[]; taken: number; last: number | null }>(
      `WITH picked AS MATERIALIZED (
         SELECT target_id FROM staged_ids
          WHERE staging_id = $1 AND business_id = $4 AND target_id > $2 ORDER BY target_id LIMIT $3),
       matching AS (
         SELECT id FROM ${targets.table}
          WHERE id = ANY(ARRAY(SELECT target_id FROM picked)) AND business_id = $4
          ORDER BY id ${forUpdate})
       SELECT ARRAY(SELECT id FROM matching) AS ids, count(*)::int AS taken, max(target_id) AS last FROM picked`,
      [selection.stagingId, cursor, limit, businessId],
    );
    const { ids, taken, last } = row!;
    return { ids: ids.sort((a, b) => a - b), taken, nextCursor: last ?? cursor, exhausted: taken < limit };
  }
  const condition = conditionOf(targets, selection, 5);
  const [row] = await sql.query<{ ids: number[] }>(
    `SELECT ARRAY(
       SELECT id FROM ${targets.table}
        WHERE business_id = $1 AND id > $2 AND id <= $3 AND (${condition.sql})
        ORDER BY id LIMIT $4 ${forUpdate}) AS ids`,
    [businessId, cursor, upperBound ?? 0, limit, ...condition.parameters],
  );
  const { ids } = row!;
  const nextCursor = ids.at(-1) ?? cursor;
  // With the last row of the selection the job is at its end: one more batch would only find that out.
  const exhausted = ids.length < limit || nextCursor >= (upperBound ?? 0);
  return { ids, taken: ids.length, nextCursor, exhausted };
}

/**
 * Locks those of the targets that nobody else has locked.
 *
 * @param ids of `nextTargets`, looked up without a lock
 * @returns the rows it has locked, and those that are there, still match, and are locked by another session
 */
export async function lockUnlocked(
  sql: Sql,
  targets: TargetTable,
  { businessId, selection }: JobSelection,
  ids: readonly number[],
): Promise<{ ids: readonly number[]; locked: readonly number[] }> {
  const condition = selection.kind === 'ids' ? { sql: 'TRUE', parameters: [] } : conditionOf(targets, selection, 3);
  const matching = `SELECT id FROM ${targets.table} WHERE business_id = $1 AND id = ANY($2::bigint[]) AND (${condition.sql})`;
  const matchingOf = (some: readonly number[], forUpdate: string) =>
    sql.query<{ id: number }>(`${matching} ORDER BY id ${forUpdate}`, [businessId, some, ...condition.parameters]);
  const unlocked = new Set((await matchingOf(ids, 'FOR UPDATE SKIP LOCKED')).map(({ id }) => id));
  const passedOver = ids.filter((id) => !unlocked.has(id));
  if (passedOver.length === 0) return { ids, locked: [] };
  // A statement of its own, which sees what was committed meanwhile: a row that is gone or no longer matches is skipped.
  const locked = await matchingOf(passedOver, '');
  return { ids: ids.filter((id) => unlocked.has(id)), locked: locked.map(({ id }) => id) };
}

function conditionOf(
  targets: TargetTable,
  selection: Exclude<Selection, { kind: 'ids' }>,
  firstParameter: number,
): SqlCondition {
  return selection.kind === 'all'
    ? { sql: 'TRUE', parameters: [] }
    : targets.filterCondition(selection.filter, firstParameter);
}
