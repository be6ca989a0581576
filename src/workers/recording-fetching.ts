import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { RecordingDependencies } from '../activities/recording-activities.js';
import type { Config } from '../config/config.js';
import { PlaybackDedup } from '../gate/playback-dedup.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { deleteReceiptFiles } from '../upkeep/delete-receipt-files.js';
import { evictRecordings } from '../upkeep/evict-recordings.js';
import { startUpkeepLoop } from '../upkeep/upkeep-loop.js';
import { createHttpRecordingProvider } from '../recordings/provider/http-recording-provider.js';
import { createRecordingStorage } from '../recordings/storage/create-recording-storage.js';
import { newTemporaryFile, sweepTemporaryFiles } from '../recordings/storage/temporary-files.js';

const EVICT_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 600_000;
/** Twice the time that Temporal gives an attempt. A temporary file that is older is deleted: its worker has died. */
const TEMPORARY_FILE_MAX_AGE_MS = 1_200_000;

export interface RecordingFetchingDependencies {
  readonly config: Pick<Config, 'recordings'>;
  readonly dataSource: DataSource;
  readonly redis: Redis;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What a worker needs to fetch recordings. */
export interface RecordingFetching {
  readonly dependencies: RecordingDependencies;
  close(): Promise<void>;
}

/**
 * Opens storage and provider. Until they are closed, deletes the unfinished files of workers that died and the files of deleted
 * receipts, and keeps the storage within its quota.
 *
 * @throws UnusableFolder
 */
export async function openRecordingFetching(options: RecordingFetchingDependencies): Promise<RecordingFetching> {
  const { config, dataSource, redis, logger, metrics } = options;
  const { maxStoredBytes, provider: settings } = config.recordings;
  const storage = await createRecordingStorage(config.recordings.storage, 'write');
  const provider = createHttpRecordingProvider(settings);
  const sweep = async (): Promise<void> => {
    const deleted = await sweepTemporaryFiles(storage.temporaryFolder, TEMPORARY_FILE_MAX_AGE_MS);
    if (deleted > 0) logger.info({ count: deleted }, 'unfinished downloads of a worker that died were deleted');
  };
  const sweeping = startUpkeepLoop(sweep, (err) => logger.warn({ err }, 'a sweep failed'), SWEEP_EVERY_MS);
  const evicting = startUpkeepLoop(
    (signal) =>
      evictRecordings(
        {
          dataSource,
          storage,
          maxStoredBytes,
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
  const deleting = startUpkeepLoop(
    async (signal) => {
      const deleted = await deleteReceiptFiles({ dataSource, storage }, signal);
      if (deleted > 0) logger.info({ count: deleted }, 'files of deleted receipts were deleted');
    },
    (err) => logger.warn({ err }, 'files of deleted receipts could not be deleted'),
  );
  return {
    dependencies: {
      dataSource,
      provider,
      storage,
      temporaryFile: () => newTemporaryFile(storage.temporaryFolder),
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
      await Promise.all([sweeping.stop(), evicting.stop(), deleting.stop()]);
      await Promise.all([provider.close(), storage.close()]);
    },
  };
}
