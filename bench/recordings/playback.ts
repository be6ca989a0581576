import { applyLoad, loadServer } from '../load/load.js';
import { BenchProcess } from '../child-process.js';
import { pairedMedians, pairedRounds } from '../paired-rounds.js';
import type { RecordingsStand } from './recordings-stand.js';

/** Cached playback with so many clients, beside the plain server. */
export interface PlaybackFigures {
  readonly clients: number;
  readonly rounds: number;
  readonly bytesPerSecond: Compared;
  readonly firstByteP50Ms: Compared;
  readonly firstByteP99Ms: Compared;
  /** Of the server's process, for one answer. NaN where the system does not tell. */
  readonly processorMs: Compared;
  /** The most that the clients took of one core in any round. */
  readonly clientsCpu: number;
  /** What the same clients take from a server that has the answer in memory. */
  readonly ceilingBytesPerSecond: number;
  /** Of the API, its garbage collected. */
  readonly memoryBefore: NodeJS.MemoryUsage;
  readonly memoryAfter: NodeJS.MemoryUsage;
}

export type Compared = ReturnType<typeof pairedMedians>;

export const PLAYBACK_CLIENTS = [1, 50, 500];
const WARM_UP_MS = 1_000;
const MEASURE_MS = 3_000;

/** A process that has played a few thousand recordings is three times as fast as a new one: V8 has compiled it. */
async function warmUp({ api, token, ...stand }: RecordingsStand, callSid: string): Promise<void> {
  await loadServer(api.process, {
    ...{ url: stand.recordingOf(callSid), status: 200, clients: 50, warmUpMs: 0, measureMs: 8_000 },
    headers: { authorization: `Bearer ${token}` },
  });
}

/** Every client plays the same cached file, whole, again and again. */
export async function measurePlayback(
  stand: RecordingsStand,
  { callSid, bytes, clients, rounds }: { callSid: string; bytes: number; clients: number; rounds: number },
): Promise<PlaybackFigures> {
  const { api, token } = stand;
  const plain = await BenchProcess.start(
    ...(['bench/recordings/plain-file-server.js', 'plain server listens', {}] as const),
    { args: [await stand.fileOf(callSid)] },
  );
  const memory = await BenchProcess.start(
    ...(['bench/recordings/memory-server.js', 'memory server listens', {}] as const),
    { args: [String(bytes)] },
  );
  // The plain server gets the same request: what it costs to read is the same.
  const load = {
    headers: { authorization: `Bearer ${token}` },
    status: 200,
    clients,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
  };
  try {
    const ceiling = await applyLoad({ ...load, url: String(memory.readyLine.url) });
    const memoryBefore = await api.process.memoryKept();
    // Its full collection has thrown compiled code away.
    await warmUp(stand, callSid);
    const pairs = await pairedRounds(
      rounds,
      () => loadServer(plain, { ...load, url: String(plain.readyLine.url) }),
      () => loadServer(api.process, { ...load, url: stand.recordingOf(callSid) }),
    );
    return {
      ...{ clients, rounds, memoryBefore, memoryAfter: await api.process.memoryKept() },
      bytesPerSecond: pairedMedians(pairs, (measured) => measured.bytesPerSecond),
      firstByteP50Ms: pairedMedians(pairs, (measured) => measured.firstByteP50Ms),
      firstByteP99Ms: pairedMedians(pairs, (measured) => measured.firstByteP99Ms),
      processorMs: pairedMedians(pairs, (measured) => measured.processorMsPerAnswer ?? NaN),
      clientsCpu: Math.max(...pairs.flatMap(({ raw, product }) => [raw.clientsCpu, product.clientsCpu])),
      ceilingBytesPerSecond: ceiling.bytesPerSecond,
    };
  } finally {
    await Promise.all([plain.stop(), memory.stop()]);
  }
}
