import { runBareWorkflow } from './bare/bare-run.js';
import type { BenchApi } from './bench-api.js';
import { type BulkGateRun, runBulkGate } from './bulk-gate-run.js';
import { BenchProcess } from './child-process.js';
import { assertDeleted, BUSINESS, fillAfresh } from './leads.js';
import { runRawLoop } from './raw-loop.js';
import type { Stand } from './stand.js';
import { median } from './statistics.js';

/** The three ways with one batch size. Times are medians, in milliseconds. */
export interface SizeFigures {
  readonly batchSize: number;
  readonly batches: number;
  readonly rounds: number;
  readonly rawMs: number;
  readonly bareMs: number;
  readonly bulkGateMs: number;
  /** Medians of the ratios within a round, of which each was measured in one go: they stand more noise than the times. */
  readonly bulkGateToRaw: number;
  readonly bulkGateToBare: number;
  readonly eventsPerRun: number;
  readonly workerPeakBytes: number | null;
}

interface Round {
  readonly rawMs: number;
  readonly bareMs: number;
  readonly bulkGate: BulkGateRun;
}

const TIME_FOR_ROUNDS_MS = 120_000;
const MAX_ROUNDS = 7;

/**
 * Measures one batch size in rounds of raw, bare and BulkGate, back to back and each on freshly filled tables, so that
 * what else the machine does falls on all three. The worker is a new one, so that its peak memory is this size's.
 */
export async function measureSize(
  stand: Stand,
  { leads, batchSize, rounds }: { leads: number; batchSize: number; rounds: number | null },
  api: BenchApi,
): Promise<SizeFigures> {
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    const done: Round[] = [];
    const startedAt = performance.now();
    const isEnough = (): boolean => {
      if (rounds !== null) return done.length >= rounds;
      const spentMs = performance.now() - startedAt;
      return done.length >= MAX_ROUNDS || spentMs + spentMs / done.length > TIME_FOR_ROUNDS_MS;
    };
    do done.push(await oneRound(stand, api, leads, batchSize, done.length));
    while (!isEnough());
    return {
      batchSize,
      batches: Math.ceil(leads / batchSize),
      rounds: done.length,
      rawMs: median(done.map(({ rawMs }) => rawMs)),
      bareMs: median(done.map(({ bareMs }) => bareMs)),
      bulkGateMs: median(done.map(({ bulkGate }) => bulkGate.ms)),
      bulkGateToRaw: median(done.map(({ rawMs, bulkGate }) => rawMs / bulkGate.ms)),
      bulkGateToBare: median(done.map(({ bareMs, bulkGate }) => bareMs / bulkGate.ms)),
      eventsPerRun: Math.max(...done.map(({ bulkGate }) => bulkGate.events)),
      workerPeakBytes: await worker.peakMemory(),
    };
  } finally {
    await worker.stop();
  }
}

/** Every other round begins with BulkGate: whoever comes second finds the server warmer. */
async function oneRound(stand: Stand, api: BenchApi, leads: number, batchSize: number, no: number): Promise<Round> {
  const onFreshLeads = async <T>(measure: () => Promise<T>): Promise<T> => {
    await fillAfresh(stand.dataSource, leads);
    const figure = await measure();
    await assertDeleted(stand.dataSource);
    return figure;
  };
  const rawMs = await onFreshLeads(() => runRawLoop(stand.dataSource, batchSize));
  const bare = () => onFreshLeads(() => runBareWorkflow(stand, batchSize));
  const bulkGate = () =>
    onFreshLeads(() => runBulkGate(stand, api, { business: BUSINESS, leads, options: { batchSize, throttleMs: 0 } }));
  if (no % 2 === 0) return { rawMs, bareMs: await bare(), bulkGate: await bulkGate() };
  const second = await bulkGate();
  return { rawMs, bareMs: await bare(), bulkGate: second };
}
