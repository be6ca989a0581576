import type { ByteSpan } from './recording-storage.js';

/**
 * The span that is to be streamed: the whole file where none is asked for.
 *
 * @throws RangeError where it does not lie within the file: who asks has read the file's size before
 */
export function spanWithin(bytes: number, span: ByteSpan = { start: 0, end: bytes - 1 }): ByteSpan {
  const { start, end } = span;
  const lies = Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end < bytes;
  if (!lies) throw new RangeError(`bytes ${start} to ${end} do not lie within a file of ${bytes}`);
  return span;
}
