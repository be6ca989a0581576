import type { BulkOperationState, StreamState } from '../operations/bulk-operation.messages.js';
import { chunkSizeOf } from '../operations/chunk-size.js';
import type { Policy } from '../operations/policy.js';
import type { JobStatus } from '../operations/status.js';
import { markdownText } from './markdown.js';
import { streamsInTurn } from './turns.js';

/**
 * Where each stream of a job is, for the Temporal Web UI.
 *
 * @param atWork numbers of the streams that have a batch at work, whatever was asked of the job since it began
 */
export function streamsTable(
  state: BulkOperationState,
  { chunkSize = Infinity }: Partial<Policy>,
  status: JobStatus,
  atWork: ReadonlySet<number>,
): string {
  const { run, streams, controls } = state;
  const inTurn = streamsInTurn(state);
  const rows = streams.map((stream) => {
    const size = chunkSizeOf(stream, controls.batchSize, chunkSize);
    const does = atWork.has(stream.no)
      ? 'works'
      : stateOf(stream, status === 'running', inTurn.includes(stream), run.held !== undefined);
    return `| ${stream.no} | ${does} | ${stream.chunkNo} | ${stream.cursor} | ${stream.upTo ?? ''} | ${size} |`;
  });
  return [
    '| stream | state | chunk | cursor | up to | chunk size |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function stateOf(
  { isExhausted, attempts, rest }: StreamState,
  isRunning: boolean,
  hasTurn: boolean,
  isHeld: boolean,
): string {
  if (isExhausted) return 'exhausted';
  if (!isRunning) return 'at rest';
  if (attempts && rest) return `waits to try again: ${markdownText(attempts.lastFailure)}`;
  if (rest) return 'rests';
  if (isHeld) return 'waits for the database';
  return hasTurn ? 'works' : 'waits for its turn';
}
