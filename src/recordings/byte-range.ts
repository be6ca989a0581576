/** What a `Range` asks of a file (RFC 9110, 14.1.2). */
export type RequestedRange =
  /** All of it: there is no range, or none that is understood. */
  | { readonly kind: 'whole' }
  /** Bytes `start` to `end`, both included. */
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  /** It begins behind the end of the file. */
  | { readonly kind: 'unsatisfiable' };

const WHOLE: RequestedRange = { kind: 'whole' };
const UNSATISFIABLE: RequestedRange = { kind: 'unsatisfiable' };

/** One range. Of any number of digits: what no integer holds becomes a larger number, or Infinity, and compares as such. */
const ONE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/**
 * Reads one byte range. Several ranges are served as the whole file, which a server may choose (RFC 9110, 14.2): players
 * ask for one, and many small overlapping ones are a known way to keep a server busy. A malformed range is ignored, as
 * the same section wants it.
 */
export function readRange(header: string | undefined, bytes: number): RequestedRange {
  const [, first, last] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return WHOLE;
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 ? UNSATISFIABLE : { kind: 'part', start: Math.max(0, bytes - suffix), end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== '' && Number(last) < start) return WHOLE;
  return start >= bytes ? UNSATISFIABLE : { kind: 'part', start, end };
}
