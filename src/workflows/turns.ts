import type { BulkOperationState, StreamState } from '../operations/bulk-operation.messages.js';

/**
 * Those that may work: the first ones that are not exhausted, as many as may work at once. While the first messages are sent it is
 * one: two would each take another one for the last of them.
 */
export function streamsInTurn({ run, streams, controls }: BulkOperationState): readonly StreamState[] {
  const atOnce = run.isCanary ? 1 : controls.parallelism;
  return streams.filter(({ isExhausted }) => !isExhausted).slice(0, atOnce);
}
