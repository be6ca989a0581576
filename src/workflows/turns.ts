import type { StreamState } from '../operations/bulk-operation.messages.js';

/** Those that may work: the first `atOnce` that are not exhausted. */
export function streamsInTurn(streams: readonly StreamState[], atOnce: number): readonly StreamState[] {
  return streams.filter(({ isExhausted }) => !isExhausted).slice(0, atOnce);
}
