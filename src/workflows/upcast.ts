import type { Activities } from '../activities/index.js';
import type {
  BulkOperationState,
  CarriedRun,
  Controls,
  StateOfStreams,
  StreamState,
} from '../operations/bulk-operation.messages.js';
import type { Policy } from '../operations/policy.js';

// What older versions have left behind for this one: inputs of runs that they started, results of their activities.

type OlderControls = Readonly<Omit<Controls, 'parallelism' | 'parallelismSeq'> & Partial<Controls>>;

/** The state as the versions before streams carried it. */
export interface FlatState
  extends Omit<CarriedRun, 'no' | 'writeNo'>, OlderControls, Pick<StreamState, 'cursor' | 'attempts'> {
  readonly runNo: number;
  readonly statusNo: number;
  readonly batchNo: number;
  readonly failedBatchesInARow: number;
}

/** The state as the versions carried it that had one stream. */
interface StateOfOneStream {
  readonly run: CarriedRun;
  readonly controls: OlderControls;
  readonly streams: readonly (Omit<StreamState, 'upTo'> & Partial<StreamState>)[];
}

/**
 * The state that a run begins with.
 *
 * A worker of before streams copies whatever it finds in a state into the next run's, so that the parts it does not know are
 * old then. Such a state shows in the numbers of the run, which differ.
 */
export function upcastState(
  carried: StateOfOneStream | FlatState | (StateOfOneStream & FlatState) | StateOfStreams,
): BulkOperationState {
  if ('controlsOfAll' in carried) {
    const { run, controlsOfAll: controls, streams } = carried;
    return { run, controls, streams };
  }
  if ('run' in carried && (!('runNo' in carried) || carried.runNo === carried.run.no)) {
    const { run, controls, streams } = carried;
    return {
      run,
      controls: { ...controls, ...parallelismOf(controls) },
      streams: streams.map((stream) => ({ ...stream, upTo: stream.upTo ?? null })),
    };
  }
  const flat = carried;
  const { batchSize, throttleMs, pausedSinceMs, runStateSeq, throttleSeq, batchSizeSeq } = flat;
  const { total, counters, pace, begunAtMs, pausedMs, isSpeedUnwritten, cursor, attempts } = flat;
  return {
    run: { no: flat.runNo, total, counters, pace, begunAtMs, pausedMs, writeNo: flat.statusNo, isSpeedUnwritten },
    controls: { batchSize, throttleMs, pausedSinceMs, runStateSeq, throttleSeq, batchSizeSeq, ...parallelismOf(flat) },
    streams: [
      { no: 1, cursor, upTo: null, chunkNo: flat.batchNo, failedChunksInARow: flat.failedBatchesInARow, attempts },
    ],
  };
}

function parallelismOf({ parallelism = 1, parallelismSeq = 0 }: OlderControls) {
  return { parallelism, parallelismSeq };
}

export function carriedState(state: BulkOperationState): BulkOperationState | StateOfStreams {
  if (state.streams.length === 1) return withFlatState(state);
  const { run, controls: controlsOfAll, streams } = state;
  return { run, controlsOfAll, streams };
}

/** A state that a worker of before streams can go on from as well. May go when no such worker runs any more. */
export function withFlatState(state: BulkOperationState): BulkOperationState & FlatState {
  const { no: runNo, writeNo: statusNo, ...run } = state.run;
  const { chunkNo: batchNo, failedChunksInARow: failedBatchesInARow, cursor, attempts } = state.streams[0]!;
  return { ...state, ...run, ...state.controls, runNo, statusNo, batchNo, failedBatchesInARow, cursor, attempts };
}

/** Longest outage in jobs that were accepted before the policy had this field. */
const MAX_OUTAGE_SECONDS = 300;

/** As in the default policy of the version that brought them. */
const CHUNK_SIZE = 500;
const MAX_BATCH_MS = 2_000;
const TARGET_CHUNK_MS = 100;

type NewerField = 'maxOutageSeconds' | 'chunkSize' | 'maxBatchMs' | 'targetChunkMs' | 'parallelism';

export function upcastPolicy(policy: Omit<Policy, NewerField> & Partial<Policy>): Policy {
  return {
    ...policy,
    maxOutageSeconds: policy.maxOutageSeconds ?? MAX_OUTAGE_SECONDS,
    chunkSize: policy.chunkSize ?? CHUNK_SIZE,
    maxBatchMs: policy.maxBatchMs ?? MAX_BATCH_MS,
    parallelism: policy.parallelism ?? 1,
    targetChunkMs: policy.targetChunkMs ?? TARGET_CHUNK_MS,
  };
}

type EndAnswer = Awaited<ReturnType<Activities['finishJob']>>;

/** Workers of before 0.1.0 answered with the status alone. */
export function upcastEnd(answer: EndAnswer): Extract<EndAnswer, object> | Pick<Extract<EndAnswer, object>, 'status'> {
  return typeof answer === 'string' ? { status: answer } : answer;
}
