import type { IncomingMessage } from 'node:http';
import type { FieldError } from './problem.js';

/**
 * Headers that have one value and that somebody acts on here. Of a second one Node drops some silently and joins others
 * with a comma: which of the two was meant is not for us to choose, and a proxy in front may have chosen the other one.
 * Not those that are refused as what they are: two of `Origin` or `X-CSRF-Token` are a forgery, two of `Authorization` no
 * credential. Nor `Range`: two are a list of ranges, which is served as the whole file.
 */
const SINGLE = ['Content-Type', 'Host', 'Idempotency-Key', 'If-Range', 'Last-Event-ID'];

/** A fault for each of them that the request has more than once. */
export function repeatedHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): FieldError[] {
  const repeated = SINGLE.filter((name) => isRepeated(rawHeaders, name));
  return repeated.map((field) => ({ field, message: 'is given more than once' }));
}

/** Node gives the first of some headers that come twice, and joins others. */
export function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  const isIt = (text: string, index: number): boolean => index % 2 === 0 && text.toLowerCase() === name.toLowerCase();
  return rawHeaders.filter(isIt).length > 1;
}
