import type { IncomingMessage } from 'node:http';
import type { FieldError } from './problem.js';

/**
 * Headers that have one value and that somebody acts on here. Of a second one Node drops some silently and joins others
 * with a comma: which of the two was meant is not for us to choose, and a proxy in front may have chosen the other one.
 * Not those that say where a request comes from (`Origin`, `X-CSRF-Token`): of them two are a forgery, and refused as one.
 * Nor `Range`: two of them are a list of ranges, which is served as the whole file.
 */
const SINGLE = ['Authorization', 'Content-Type', 'Host', 'Idempotency-Key', 'If-Range', 'Last-Event-ID'];

/** A fault for each of them that the request has more than once. */
export function repeatedHeaders({ headersDistinct }: IncomingMessage): FieldError[] {
  return SINGLE.filter((name) => (headersDistinct[name.toLowerCase()]?.length ?? 0) > 1).map((field) => ({
    field,
    message: 'is given more than once',
  }));
}
