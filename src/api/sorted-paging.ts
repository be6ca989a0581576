import { z } from 'zod';
import type { Page } from './paging.js';

/**
 * A place between two items of a sorted list: a page begins after it, or ends before it. It names no row, so the row that
 * it was made from may be deleted.
 */
export interface Place {
  readonly side: 'after' | 'before';
  readonly sort: string;
  /** Of the item: what it is sorted by, and its id, which breaks ties. */
  readonly key: readonly string[];
}

export interface SortedPage<Item> extends Page<Item> {
  readonly previousCursor: string | null;
}

/** Part of a key: a whole number that its list can have, written in one way only. */
export const ID_PART = '(0|[1-9][0-9]{0,14})';
/** Microseconds since 1970, for the years from -1198 to 33658. PostgreSQL knows more. */
export const MOMENT_PART = '(0|-[1-9][0-9]{0,16}|[1-9][0-9]{0,17})';

/**
 * `cursor` of the query string of a sorted list. The pattern is written down exactly, so that what the document allows is
 * what is taken; only that it belongs to the request's `sort`, `isOfItsSort` has to see to.
 *
 * @param keys field that is sorted by, in either direction → patterns of the parts of its key
 */
export function sortedCursorField(keys: Readonly<Record<string, readonly string[]>>) {
  const ofFields = Object.entries(keys).map(([field, parts]) => [field, ...parts].join('[.]'));
  const pattern = `^(after|before)[.]-?(${ofFields.join('|')})$`;
  return z
    .string()
    .max(100)
    .regex(new RegExp(pattern), { error: 'is not a cursor of this list' })
    .transform(placeOf)
    .optional()
    .describe('`nextCursor` or `previousCursor` of a page with the same `sort`')
    .meta({ query: { type: 'string', pattern } });
}

/** A cursor means nothing in another order. For `refine` of the query, with `OF_ANOTHER_SORT`. */
export function isOfItsSort({ cursor, sort }: { readonly cursor?: Place | undefined; readonly sort: string }): boolean {
  return cursor === undefined || cursor.sort === sort;
}

export const OF_ANOTHER_SORT = { path: ['cursor'], error: 'is a cursor of another sort' };

/**
 * The page at a place. Read back from a page's `previousCursor`, pages are the same as on the way there.
 *
 * @param itemsAndOneMore in the order of the list; the one more, which tells that the list goes on, is on the side that
 *   was read towards
 * @param keyOf the key of an item in this sort
 */
export function sortedPage<Item>(
  itemsAndOneMore: readonly Item[],
  { sort, place, limit }: { readonly sort: string; readonly place: Place | undefined; readonly limit: number },
  keyOf: (item: Item) => readonly string[],
): SortedPage<Item> {
  const isOneMore = itemsAndOneMore.length > limit;
  const isBackwards = place?.side === 'before';
  const items = isBackwards ? itemsAndOneMore.slice(-limit) : itemsAndOneMore.slice(0, limit);
  // On the other side of the place there was an item just now. Where it is the only one left, the way back leads to it.
  const hasPrevious = isBackwards ? isOneMore : place !== undefined;
  const hasNext = isBackwards || isOneMore;
  const cursor = (side: Place['side'], item: Item | undefined): string | null => {
    if (item !== undefined) return cursorText({ side, sort, key: keyOf(item) });
    return place ? cursorText(turned(place)) : null;
  };
  return {
    items,
    nextCursor: hasNext ? cursor('after', items.at(-1)) : null,
    previousCursor: hasPrevious ? cursor('before', items[0]) : null,
  };
}

/** The place just beyond the item of this place, looked at from the other side: that item is on the page again. */
function turned({ side, sort, key }: Place): Place {
  const isUp = (side === 'after') !== sort.startsWith('-');
  const id = Number(key.at(-1)) + (isUp ? 1 : -1);
  return { side: side === 'after' ? 'before' : 'after', sort, key: [...key.slice(0, -1), String(Math.max(0, id))] };
}

function cursorText({ side, sort, key }: Place): string {
  return [side, sort, ...key].join('.');
}

function placeOf(cursor: string): Place {
  const [side, sort, ...key] = cursor.split('.') as ['after' | 'before', string, ...string[]];
  return { side, sort, key };
}
