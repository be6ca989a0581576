import type { AskApi } from './asking.js';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/**
 * Reads a list to its end.
 *
 * @param path of the first page
 * @param meanwhile happens between the first page and the second
 */
export async function walkPages<Item>(
  ask: AskApi,
  path: string,
  token?: string,
  meanwhile?: () => Promise<unknown>,
): Promise<Item[][]> {
  const pages: Item[][] = [];
  let next = path;
  for (;;) {
    const { status, body, text } = await ask<Page<Item>>(next, token === undefined ? {} : { token });
    if (status !== 200) throw new Error(text);
    pages.push(body.items);
    if (body.nextCursor === null) return pages;
    if (pages.length === 1) await meanwhile?.();
    next = `${path}${path.includes('?') ? '&' : '?'}cursor=${body.nextCursor}`;
  }
}
