import { createHash } from 'node:crypto';

/**
 * How many leads a business has, and a digest of everything the API tells about them: equal digests, untouched leads.
 *
 * @param {import('./api-client.mjs').ApiClient} api
 * @returns {Promise<{ count: number, digest: string }>}
 */
export async function leadsOf(api) {
  const hash = createHash('sha256');
  let count = 0;
  /** @type {string | null} */
  let cursor = null;
  do {
    const page = await api.read(`/leads?limit=500${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    count += page.items.length;
    hash.update(JSON.stringify(page.items));
    cursor = page.nextCursor ?? null;
  } while (cursor !== null);
  return { count, digest: hash.digest('hex') };
}
