import { readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { PlaybackDedup } from '../../src/gate/playback-dedup.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { playbackResource } from '../../src/recordings/recording.js';
import { BenchProcess } from '../child-process.js';
import { loadServer } from '../load/load.js';
import { pairedMedians, pairedRounds } from '../paired-rounds.js';
import type { Compared } from './playback.js';
import { RECORDINGS_BUSINESS, type RecordingsStand } from './recordings-stand.js';

/** Clicks on a recording that is being prepared, beside the bare route. */
export interface DedupFigures {
  readonly atOnce: number;
  readonly rounds: number;
  readonly clicksPerSecond: Compared;
  readonly processorMs: Compared;
  readonly clientsCpu: number;
}

const AT_ONCE = 32;
const WARM_UP_MS = 1_000;
const MEASURE_MS = 3_000;
const CALL = 'CAbenchdedup';
const MARKED_SECONDS = 3_600;

/** The mark is taken all the while, and nobody prepares anything: what is measured is the answer to the second click. */
export async function measureDedup(stand: RecordingsStand, rounds: number): Promise<DedupFigures> {
  await stand.addCall(CALL, 1_000_000);
  const redis = connectRedis(readConfig(operationRegistry).redis, () => undefined);
  const bare = await BenchProcess.start(
    ...(['bench/recordings/bare-clicks-server.js', 'bare route listens', stand.environment] as const),
  );
  try {
    await redisReady(redis, 10_000);
    const resource = playbackResource({ businessId: RECORDINGS_BUSINESS, callSid: CALL });
    await new PlaybackDedup(redis, MARKED_SECONDS).markInProgress(resource, 'bench');
    const clicking = (server: BenchProcess, url: string) =>
      loadServer(server, {
        ...{ url, status: 202, clients: AT_ONCE, warmUpMs: WARM_UP_MS, measureMs: MEASURE_MS },
        headers: { authorization: `Bearer ${stand.token}` },
      });
    // The bare route is new; the API has been asked a lot by now.
    await clicking(bare, `${String(bare.readyLine.url)}/bare/${CALL}`);
    await clicking(stand.api.process, stand.recordingOf(CALL));
    const pairs = await pairedRounds(
      rounds,
      () => clicking(bare, `${String(bare.readyLine.url)}/bare/${CALL}`),
      () => clicking(stand.api.process, stand.recordingOf(CALL)),
    );
    return {
      ...{ atOnce: AT_ONCE, rounds },
      clicksPerSecond: pairedMedians(pairs, ({ answersPerSecond }) => answersPerSecond),
      processorMs: pairedMedians(pairs, ({ processorMsPerAnswer }) => processorMsPerAnswer ?? NaN),
      clientsCpu: Math.max(...pairs.flatMap(({ raw, product }) => [raw.clientsCpu, product.clientsCpu])),
    };
  } finally {
    await bare.stop();
    redis.disconnect();
  }
}
