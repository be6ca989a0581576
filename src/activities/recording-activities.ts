import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { rm } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { beginStoring, markStored, readFetchable, recordFetchFailure } from '../db/repositories/recording-fetches.js';
import type { PlaybackDedup } from '../gate/playback-dedup.js';
import { FAILURE } from '../operations/errors.js';
import { DownloadFailed, FETCH_FAILURES, type FetchFailureCode } from '../recordings/fetch-failure.js';
import type { RecordingProvider } from '../recordings/provider/recording-provider.js';
import { playbackResource, type RecordingId, type StoredFile } from '../recordings/recording.js';
import type { RecordingStorage } from '../recordings/storage/recording-storage.js';
import type { FetchRecordingResult } from '../recordings/fetch-recording.messages.js';
import type { DownloadSlots } from './download-slots.js';

/** One attempt to fetch a recording. */
interface FetchAttempt extends RecordingId {
  readonly outcome: 'stored' | FetchFailureCode;
  /** Of the stored file; 0 where it failed. */
  readonly bytes: number;
  /** What is strange about the stored file, though it plays. */
  readonly oddities: readonly string[];
  readonly seconds: number;
}

export interface RecordingDependencies {
  readonly dataSource: DataSource;
  readonly provider: RecordingProvider;
  readonly storage: RecordingStorage;
  /** A path in the storage's temporary folder that nobody else has. */
  readonly temporaryFile: () => string;
  readonly dedup: Pick<PlaybackDedup, 'unmark'>;
  /** How long a final failure stands before the provider is asked again. */
  readonly failureSeconds: number;
  /** Called for every attempt that contacted the provider, or tried to. */
  readonly recordFetch: (attempt: FetchAttempt) => void;
}

export interface FetchInput extends RecordingId {
  /** The workflow waits and asks again where no slot is free. A workflow from before there were slots does not. */
  readonly mayWait?: boolean;
}

export interface FetchFailureInput extends RecordingId {
  readonly mark: string | null;
  readonly failure: FetchFailureCode;
}

type OnBytes = (soFar: number) => void;

/** A third of the heartbeat time-out, and some: a provider may be silent for longer than that. */
const BEAT_EVERY_MS = 1_500;
/** A provider's wish to be left alone is granted up to here; a person waits. */
const MAX_RETRY_AFTER_SECONDS = 10;

export function createRecordingActivities(dependencies: RecordingDependencies, slots: Pick<DownloadSlots, 'take'>) {
  const { dataSource, provider, storage, temporaryFile, dedup, failureSeconds, recordFetch } = dependencies;
  const businessOf = ({ businessId }: RecordingId): Business => new Business(dataSource, businessId);

  async function download(id: RecordingId, url: string, onBytes: OnBytes): Promise<StoredFile> {
    const { cancellationSignal: signal } = Context.current();
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    const path = temporaryFile();
    try {
      const file = await provider.download(url, path, { signal, onBytes });
      await keep(id, path, file);
      recordFetch({ ...id, outcome: 'stored', bytes: file.bytes, oddities: file.oddities, seconds: seconds() });
      return file;
    } catch (error) {
      const outcome = error instanceof DownloadFailed ? error.code : 'not_stored';
      if (!signal.aborted) recordFetch({ ...id, outcome, bytes: 0, oddities: [], seconds: seconds() });
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The row goes first, then the file, then the row says so: whatever dies in between, nothing half is ever served. */
  async function keep(id: RecordingId, path: string, file: StoredFile): Promise<void> {
    const business = businessOf(id);
    const before = await beginStoring(business, id.callSid, file);
    if (before === undefined) throw new DownloadFailed('not_found');
    await storage.keep({ ...id, sha256: file.sha256 }, path, file);
    if (!(await markStored(business, id.callSid, file.sha256))) {
      throw new DownloadFailed('not_stored');
    }
    // The provider has changed its file since it was fetched last: no row tells of the old one any more.
    if (before !== null && before !== file.sha256) await storage.remove({ ...id, sha256: before });
  }

  async function fetch(id: RecordingId, onBytes: OnBytes): Promise<FetchRecordingResult> {
    const found = await readFetchable(businessOf(id), id.callSid, failureSeconds);
    const { stored, failed } = found ?? {};
    if (stored && (await storage.has({ ...id, sha256: stored.sha256 }, stored.bytes))) {
      return { bytes: stored.bytes, isNew: false };
    }
    // A click that looked before the failure was written, and started after the fetch had ended: the provider is not asked
    // again for it.
    if (failed) throw fetchFailure(failed, true);
    try {
      if (!found?.url) throw new DownloadFailed('not_found');
      return { bytes: (await download(id, found.url, onBytes)).bytes, isNew: true };
    } catch (error) {
      if (!(error instanceof DownloadFailed)) throw error;
      throw fetchFailure(error.code, error.isFinal, error.retryAfterSeconds);
    }
  }

  return {
    /**
     * Brings the recording into the storage, unless it is there. Half a file is never in it.
     *
     * @throws ApplicationFailure `DownloadFailed` with the code of the failure in its details, non-retryable where it is
     *   the provider's last word; `DownloadPlacesTaken`, non-retryable, for the workflow to wait
     */
    async fetchToStorage({ mayWait = false, ...id }: FetchInput): Promise<FetchRecordingResult> {
      const release = slots.take(id.businessId);
      if (!release && mayWait) throw slotsTaken(Context.current().info.attempt);
      try {
        return await beating((onBytes) => fetch(id, onBytes));
      } finally {
        release?.();
      }
    },

    /** Writes why it was not fetched, and lets the next click through: its mark goes, if it is still that click's. */
    async recordFetchFailure({ mark, failure, ...id }: FetchFailureInput): Promise<void> {
      await recordFetchFailure(businessOf(id), id.callSid, failure, failureSeconds);
      // With Redis away the mark runs out by itself.
      if (mark !== null) await dedup.unmark(playbackResource(id), mark).catch(() => undefined);
    },
  };
}

export type RecordingActivities = ReturnType<typeof createRecordingActivities>;

/**
 * Temporal's heartbeat all the while, so that a lost worker is noticed within seconds, with the bytes for people to see. Not
 * for the download alone: putting a large file into a distant storage, or on a slow disk, takes longer than the time-out.
 */
async function beating<T>(work: (onBytes: OnBytes) => Promise<T>): Promise<T> {
  let bytes = 0;
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat({ bytes }), BEAT_EVERY_MS);
  try {
    return await work((soFar) => {
      bytes = soFar;
    });
  } finally {
    clearInterval(timer);
  }
}

function slotsTaken(attempt: number): ApplicationFailure {
  const message = 'its business holds all the download slots that it may have here';
  return ApplicationFailure.nonRetryable(message, FAILURE.downloadSlotsTaken, attempt);
}

function fetchFailure(code: FetchFailureCode, isFinal: boolean, retryAfterSeconds?: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: FETCH_FAILURES[code].reason,
    type: FAILURE.downloadFailed,
    nonRetryable: isFinal,
    details: [code],
    ...(retryAfterSeconds === undefined
      ? {}
      : { nextRetryDelay: Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS) * 1000 }),
  });
}
