import type { StartSelection } from '../start/start-selection.js';
import { filterKey, isEmptyFilter, type LeadFilter } from './lead-filter.js';

/**
 * Which leads of a list are chosen: rows by their ids, or all that match the filter. Everything is never a selection: it is
 * an action of its own.
 */
export interface LeadSelection {
  /** Of the list that is shown, compact. */
  readonly filter: LeadFilter;
  readonly ids: ReadonlySet<number>;
  /** All that match the filter, which is not empty then. There are no ids. */
  readonly isAllThatMatch: boolean;
  /** The row that was chosen or left out last: a range begins there. */
  readonly anchor: number | null;
  /** The rows that were chosen under another filter, so that the list may not have them. */
  readonly carried: ReadonlySet<number>;
  /** A person has said that carried rows which the list does not have stay chosen. */
  readonly isCarriedKept: boolean;
  /** All that matched another filter were chosen until the filter was changed. */
  readonly wasAllThatMatch: boolean;
}

const NONE: ReadonlySet<number> = new Set();

export function noSelection(filter: LeadFilter): LeadSelection {
  return {
    filter,
    ids: NONE,
    isAllThatMatch: false,
    anchor: null,
    carried: NONE,
    isCarriedKept: false,
    wasAllThatMatch: false,
  };
}

/** Rows stay chosen under another filter. "All that match" ends with the filter that it was said of. */
export function followFilter(selection: LeadSelection, filter: LeadFilter): LeadSelection {
  if (filterKey(selection.filter) === filterKey(filter)) return selection;
  const { ids, isAllThatMatch } = selection;
  return { ...noSelection(filter), ids, carried: ids, wasAllThatMatch: isAllThatMatch };
}

export function isRowSelected({ ids, isAllThatMatch }: LeadSelection, id: number): boolean {
  return isAllThatMatch || ids.has(id);
}

/**
 * Chooses a row, or leaves it out. A range does the same to every row from the last one on, in either direction; where the
 * page does not have that one, to this row alone. Of "all that match" the rows of the page remain: fewer than before.
 *
 * @param page the ids of the rows that are shown, in their order
 */
export function toggleRow(
  selection: LeadSelection,
  { id, page, isRange }: { readonly id: number; readonly page: readonly number[]; readonly isRange: boolean },
): LeadSelection {
  const isWanted = !isRowSelected(selection, id);
  const to = page.indexOf(id);
  const anchor = isRange && selection.anchor !== null ? page.indexOf(selection.anchor) : -1;
  const from = anchor === -1 ? to : anchor;
  const range = page.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ...withRows(selection, page, range, isWanted), anchor: id };
}

/** Chooses every row of the page, or leaves them out where all of them are chosen. */
export function togglePage(selection: LeadSelection, page: readonly number[]): LeadSelection {
  if (selection.isAllThatMatch) return noSelection(selection.filter);
  return withRows(selection, page, page, !page.every((id) => selection.ids.has(id)));
}

/** An empty filter matches everything, which is never chosen this way: nothing changes. */
export function selectAllThatMatch(selection: LeadSelection): LeadSelection {
  if (isEmptyFilter(selection.filter)) return selection;
  return { ...noSelection(selection.filter), isAllThatMatch: true };
}

/** The chosen rows that the list does not have. @param matching the carried rows that the list has, by the server's answer */
export function strayRows({ ids, carried }: LeadSelection, matching: ReadonlySet<number>): number[] {
  return [...carried].filter((id) => ids.has(id) && !matching.has(id));
}

export function keepCarried(selection: LeadSelection): LeadSelection {
  return { ...selection, isCarriedKept: true };
}

export function dropRows(selection: LeadSelection, rows: readonly number[]): LeadSelection {
  const ids = new Set(selection.ids);
  for (const id of rows) ids.delete(id);
  return { ...selection, ids };
}

/** As a start takes it; null while nothing is chosen. */
export function startSelectionOf({ filter, ids, isAllThatMatch }: LeadSelection): StartSelection | null {
  if (isAllThatMatch) return { filter: { ...filter, ...(filter.importId && { importId: Number(filter.importId) }) } };
  return ids.size === 0 ? null : { ids: [...ids] };
}

function withRows(
  selection: LeadSelection,
  page: readonly number[],
  rows: readonly number[],
  isWanted: boolean,
): LeadSelection {
  const ids = new Set(selection.isAllThatMatch ? page : selection.ids);
  for (const id of rows) {
    if (isWanted) ids.add(id);
    else ids.delete(id);
  }
  return { ...selection, ids, isAllThatMatch: false, anchor: null, wasAllThatMatch: false };
}
