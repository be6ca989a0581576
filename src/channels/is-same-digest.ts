import { timingSafeEqual } from 'node:crypto';

/** Takes the same time wherever the two differ. A length says nothing: that of a digest is known. */
export function isSameDigest(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
