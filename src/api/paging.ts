import { z } from 'zod';

const MAX_PAGE = 500;
const DEFAULT_PAGE = 50;

/** `limit` of a query string. */
export const limitField = z
  .stringFormat('whole number', /^\d{1,9}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MAX_PAGE))
  .default(DEFAULT_PAGE)
  .describe(`Items of one page, 1 to ${MAX_PAGE}`)
  .meta({ query: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE } });

const PREFIX = 'after-';

/**
 * `cursor` of a query string: the id that the page begins after, marked as a cursor. It is written down exactly, so that
 * what the document allows is what is taken.
 *
 * @param idPattern what the whole id of an item of this list looks like
 */
export function cursorField(idPattern: string) {
  const id = new RegExp(`^${idPattern}$`);
  return z
    .string()
    .max(100)
    .refine((cursor) => cursor.startsWith(PREFIX), { error: 'is not a cursor of this list' })
    .transform((cursor) => cursor.slice(PREFIX.length))
    .refine((text) => id.test(text), { error: 'is not a cursor of this list' })
    .optional()
    .describe('`nextCursor` of the page before')
    .meta({ query: { type: 'string', pattern: `^${PREFIX}${idPattern}$` } });
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Cuts a page out of one item more than fits; the one more tells that there is a next page. */
export function pageOf<Item>(
  itemsAndOneMore: readonly Item[],
  limit: number,
  idOf: (item: Item) => string | number,
): Page<Item> {
  const items = itemsAndOneMore.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: itemsAndOneMore.length > limit && last ? `${PREFIX}${idOf(last)}` : null };
}
