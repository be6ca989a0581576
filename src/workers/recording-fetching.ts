import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { RecordingDependencies } from '../activities/recording-activities.js';
import type { Config } from '../config/config.js';
import { PlaybackDedup } from '../gate/playback-dedup.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { evictRecordings } from '../upkeep/evict-recordings.js';
import { startUpkeepLoop } from '../upkeep/upkeep-loop.js';
import { createHttpRecordingProvider } from '../recordings/provider/http-recording-provider.js';
import { createRecordingStorage } from '../recordings/storage/create-recording-storage.js';
import { tellingStorage } from '../recordings/storage/telling-storage.js';
import { TemporaryFiles } from '../recordings/storage/temporary-files.js';

const EVICT_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 3_600_000;
/** What is kept of a download that nobody is at any more goes after the longest one and its keeping. */
const ABANDONED_AFTER_FACTOR = 2;

export interface RecordingFetchingDependencies {
  readonly config: Pick<Config, 'recordings'>;
  readonly dataSource: DataSource;
  readonly redis: Redis;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What a worker fetches recordings with. */
export interface RecordingFetching {
  readonly dependencies: RecordingDependencies;
  close(): Promise<void>;
}

/**
 * Opens storage and provider, removes what a killed worker has left, and keeps the storage within its quota until it is
 * closed.
 *
 * @throws UnusableFolder
 */
export async function openRecordingFetching(options: RecordingFetchingDependencies): Promise<RecordingFetching> {
  const { config, dataSource, redis, logger, metrics } = options;
  const { maxStoredBytes, provider: settings } = config.recordings;
  const storage = tellingStorage(await createRecordingStorage(config.recordings.storage, 'write'));
  const provider = createHttpRecordingProvider(settings);
  const files = new TemporaryFiles(storage.temporaryFolder, settings.totalTimeoutMs * ABANDONED_AFTER_FACTOR);
  const sweep = async (): Promise<void> => {
    const removed = await files.sweep();
    if (removed > 0) logger.info({ count: removed }, 'unfinished downloads of a worker that is gone were removed');
  };
  // Its first pass comes at once: a worker that comes up after a crash leaves nothing of it behind.
  const sweeping = startUpkeepLoop(sweep, (err) => logger.warn({ err }, 'a sweep failed'), SWEEP_EVERY_MS);
  const evicting = startUpkeepLoop(
    (signal) =>
      evictRecordings(
        {
          ...{ dataSource, storage, maxStoredBytes },
          onEvicted: ({ businessId, callSid }) => {
            metrics.recordingsEvicted.inc();
            logger.info({ businessId, callSid }, 'recording evicted');
          },
        },
        signal,
      ),
    (err) => logger.warn({ err }, 'an eviction failed'),
    EVICT_EVERY_MS,
  );
  return {
    dependencies: {
      ...{ dataSource, provider, storage },
      temporaryFile: () => files.newPath(),
      dedup: new PlaybackDedup(redis),
      failureSeconds: config.recordings.failureSeconds,
      recordFetch: ({ businessId, callSid, outcome, bytes, oddities, seconds }) => {
        metrics.recordingDownloads.inc({ outcome });
        metrics.recordingDownloadSeconds.observe({ outcome }, seconds);
        metrics.recordingBytesDownloaded.inc(bytes);
        const durationMs = Math.round(seconds * 1000);
        logger[outcome === 'stored' ? 'info' : 'warn'](
          { businessId, callSid, outcome, bytes, durationMs, ...(oddities.length > 0 ? { oddities } : {}) },
          outcome === 'stored' ? 'recording stored' : 'recording not fetched',
        );
        // More than fits is there for moments only.
        if (outcome === 'stored') evicting.soon();
      },
    },
    async close() {
      await Promise.all([sweeping.stop(), evicting.stop()]);
      await Promise.all([provider.close(), storage.close()]);
    },
  };
}
