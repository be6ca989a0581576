import type { SqlCondition, TargetTable } from '../../operations/definition.js';
import type { Business } from '../business.js';
import { filterOf, type OpenSelection } from './selection-count.js';
import type { StagedIds } from './staged-selections.js';

/** What is to be selected, of which there is no job yet. */
export interface SelectedTargets {
  readonly targets: TargetTable;
  readonly selection: { readonly kind: 'ids'; readonly staged: StagedIds } | OpenSelection;
}

/** A target as a person knows it. */
export interface NamedTarget {
  readonly id: number;
  readonly name: string;
}

/** The first targets by id, with their names. @throws ReadTooSlow */
export function namedTargets(
  business: Business,
  { targets, selection }: SelectedTargets,
  limit: number,
  timeoutMs: number,
): Promise<NamedTarget[]> {
  const selected = selection.kind === 'ids' ? stagedOf(selection.staged, 3) : filterOf(targets, selection, 3);
  return business.query<NamedTarget>(
    `SELECT id, ${targets.nameOf} AS name FROM ${targets.table}
      WHERE business_id = $1 AND (${selected.sql}) ORDER BY id LIMIT $2`,
    [business.id, limit, ...selected.parameters],
    timeoutMs,
  );
}

/** How many of the staged ids name a row of the business. @throws ReadTooSlow */
export async function countNamed(
  business: Business,
  targets: TargetTable,
  staged: StagedIds,
  timeoutMs: number,
): Promise<number> {
  const selected = stagedOf(staged, 2);
  const [named] = await business.query<{ count: number }>(
    `SELECT count(*) AS count FROM ${targets.table} WHERE business_id = $1 AND (${selected.sql})`,
    [business.id, ...selected.parameters],
    timeoutMs,
  );
  return named!.count;
}

function stagedOf({ stagingId }: StagedIds, firstParameter: number): SqlCondition {
  return {
    sql: `id IN (SELECT target_id FROM staged_ids WHERE staging_id = $${firstParameter} AND business_id = $1)`,
    parameters: [stagingId],
  };
}

/**
 * One step along the rows of a business: how many there are above the cursor, up to a limit, and how many match.
 *
 * @throws ReadTooSlow
 */
export async function walkTargets(
  business: Business,
  { targets, selection }: SelectedTargets,
  { cursor, limit }: { readonly cursor: number; readonly limit: number },
  timeoutMs: number,
): Promise<{ readonly seen: number; readonly matching: number; readonly lastId: number }> {
  if (selection.kind === 'ids') throw new TypeError('staged ids are counted already');
  const filter = filterOf(targets, selection, 4);
  const [step] = await business.query<{ seen: number; matching: number; lastId: number }>(
    `SELECT count(*) AS seen, count(*) FILTER (WHERE matches) AS matching, COALESCE(max(id), $2) AS "lastId"
       FROM (SELECT id, (${filter.sql}) AS matches FROM ${targets.table}
              WHERE business_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS step`,
    [business.id, cursor, limit, ...filter.parameters],
    timeoutMs,
  );
  return step!;
}
