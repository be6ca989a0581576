import { runBulkGate } from '../bulk-gate-run.js';
import { FilledDatabase } from '../filled-database.js';
import { BUSINESS } from '../leads.js';
import { runRawLoop } from '../raw-loop.js';
import type { Stand } from '../stand.js';
import { median } from '../statistics.js';
import { withProduct } from './product.js';

export interface LongJobOptions {
  readonly leads: number;
  readonly batchSize: number | 'auto';
  readonly rounds: number;
}

/** One way of deleting the leads. */
export interface Way {
  readonly what: string;
  readonly rowsPerSecond: number;
  /** To the raw loop with the batch size that is best in the same round; medians of rounds. */
  readonly toRaw: number;
  readonly workerPeakBytes: number | null;
  readonly eventsPerRun: number | null;
}

interface Run {
  readonly ms: number;
  readonly workerPeakBytes: number | null;
  readonly events: number | null;
}

const RAW_SIZES = [1_000, 5_000, 10_000, 20_000];
const STREAMS = [1, 2];

/** Deletes the same leads with a raw loop of each size and with jobs of one and two streams, back to back in rounds. */
export async function measureLongJob(
  stand: Stand,
  { leads, batchSize, rounds }: LongJobOptions,
  say: (text: string) => void,
): Promise<Way[]> {
  const ways = [
    ...RAW_SIZES.map((size) => ({ what: `raw loop, ${size} rows a transaction`, isRaw: true, run: raw(size) })),
    ...STREAMS.map((streams) => ({
      what: `job, \`${batchSize}\`, ${streams === 1 ? 'one stream' : `${streams} streams`}`,
      isRaw: false,
      run: job({ business: BUSINESS, leads, options: { batchSize, throttleMs: 0, parallelism: streams } }),
    })),
  ];
  say(`Filling in ${leads} leads ...`);
  return FilledDatabase.withFilled(stand, [{ business: BUSINESS, leads }], {}, async (filled) => {
    const done: Run[][] = [];
    for (let round = 0; round < rounds; round++) {
      const runs: Run[] = [];
      for (const { what, run } of ways) {
        say(`Round ${round + 1} of ${rounds}: ${what} ...`);
        runs.push(await filled.copied(run));
      }
      done.push(runs);
    }
    const bestOf = (runs: readonly Run[]): number =>
      Math.min(...runs.filter((_, no) => ways[no]!.isRaw).map(({ ms }) => ms));
    return ways.map(({ what }, no) => ({
      what,
      rowsPerSecond: (leads / median(done.map((runs) => runs[no]!.ms))) * 1000,
      toRaw: median(done.map((runs) => bestOf(runs) / runs[no]!.ms)),
      workerPeakBytes: mostOf(done.map((runs) => runs[no]!.workerPeakBytes)),
      eventsPerRun: mostOf(done.map((runs) => runs[no]!.events)),
    }));
  });
}

const raw =
  (size: number) =>
  async ({ dataSource }: Stand): Promise<Run> => ({
    ms: await runRawLoop(dataSource, size),
    workerPeakBytes: null,
    events: null,
  });

const job =
  (of: Parameters<typeof runBulkGate>[2]) =>
  (stand: Stand): Promise<Run> =>
    withProduct(stand, async ({ api, worker }) => {
      const { ms, events } = await runBulkGate(stand, api, of);
      return { ms, events, workerPeakBytes: await worker.peakMemory() };
    });

function mostOf(values: readonly (number | null)[]): number | null {
  return values.some((value) => value === null) ? null : Math.max(...(values as number[]));
}
