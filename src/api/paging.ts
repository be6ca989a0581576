import { z } from 'zod';

export const MAX_PAGE = 500;
const DEFAULT_PAGE = 50;

/** `limit` of a query string. */
export const limitField = z
  .stringFormat('whole number', /^\d{1,9}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MAX_PAGE))
  .default(DEFAULT_PAGE)
  .describe(`Items of one page, 1 to ${MAX_PAGE}`);

/** `cursor` of a query string: opaque to clients, inside it is the id that the page begins after. */
export function cursorField(isId: (id: string) => boolean) {
  return z
    .string()
    .max(100)
    .transform((cursor) => Buffer.from(cursor, 'base64url').toString('latin1'))
    .refine(isId, { error: 'is not a cursor of this list' })
    .optional()
    .describe('`nextCursor` of the page before');
}

export function cursorOf(id: string | number): string {
  return Buffer.from(String(id), 'latin1').toString('base64url');
}

/** Cuts a page out of one item more than fits; the one more tells that there is a next page. */
export function pageOf<Item extends { readonly id: string | number }>(items: readonly Item[], limit: number) {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: items.length > limit && last ? cursorOf(last.id) : null };
}
