import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import type { BusinessOf } from '../../db/business.js';
import { findPlayable, touchLastPlayed } from '../../db/repositories/call-reads.js';
import type { PlaybackDedup } from '../../gate/playback-dedup.js';
import { GateUnavailable } from '../../gate/errors.js';
import type { Release } from '../../operations/concurrency-limit.js';
import type { Logger } from '../../observability/logger.js';
import { readRange } from '../../recordings/byte-range.js';
import type { FetchFailureCode } from '../../recordings/fetch-failure.js';
import { matchesIfMatch, isSameVersion, isUnchanged } from '../../recordings/preconditions.js';
import { isCallSid, playbackResource, type RecordingId, type StoredFile } from '../../recordings/recording.js';
import type { RecordingAddresses } from '../../recordings/storage/signed-addresses.js';
import type { ByteSpan, RecordingStorage } from '../../recordings/storage/recording-storage.js';
import type { StorageKey } from '../../recordings/storage/storage-key.js';
import { startFetchRecording } from '../../temporal/recording-starter.js';
import { askTemporal } from '../../temporal/ask-temporal.js';
import type { Problem } from '../../http/problem.js';
import { LastPlayedTimes } from './last-played-times.js';
import { callNotFound, invalidCallSid, notRecorded, temporalUnavailable } from './recording-problems.js';

const START_TIMEOUT_MS = 3_000;

export interface PlayRequest {
  readonly isHead: boolean;
  /** They say what is wanted of the recording. */
  readonly headers: IncomingHttpHeaders;
  /** Called before the storage is asked for the recording. Throws where the caller has too many places. */
  readonly takeSlot: () => Release;
  /** Called where there is no such call. Throws where the caller has asked for too many of those. */
  readonly countUnknownCall: () => Promise<void>;
}

/** What becomes of a click on "play". */
export type Playback =
  | {
      readonly outcome: 'audio';
      readonly file: StoredFile;
      readonly etag: string;
      /** Null: the whole file. */
      readonly part: { readonly start: number; readonly end: number } | null;
      /** Null for HEAD. Whoever takes it closes it. */
      readonly stream: Readable | null;
    }
  /** The bucket serves it to whoever has this address. */
  | { readonly outcome: 'redirected'; readonly address: string }
  | { readonly outcome: 'not_modified'; readonly file: StoredFile; readonly etag: string }
  /** It is another version than the one that the client insists on. */
  | { readonly outcome: 'not_matched'; readonly etag: string }
  | { readonly outcome: 'unsatisfiable'; readonly bytes: number }
  | { readonly outcome: 'failed'; readonly failure: FetchFailureCode; readonly retryAfterSeconds: number }
  /** A fetch was started, or one that runs was joined. */
  | { readonly outcome: 'started' }
  /** Somebody has clicked a moment ago. */
  | { readonly outcome: 'deduplicated'; readonly secondsLeft: number };

export interface PlayRecordingDependencies {
  readonly businessOf: BusinessOf;
  readonly storage: RecordingStorage;
  /** Null: recordings are streamed. */
  readonly addresses: RecordingAddresses | null;
  readonly dedup: PlaybackDedup;
  readonly client: Client;
  readonly failureSeconds: number;
  readonly logger: Logger;
}

/** Answers clicks on "play": the recording where it is there, else who fetches it and when to come back. */
export class PlayRecording {
  readonly #lastPlayed: LastPlayedTimes;

  constructor(private readonly dependencies: PlayRecordingDependencies) {
    this.#lastPlayed = new LastPlayedTimes((key) => touchLastPlayed(this.dependencies.businessOf(key), key));
  }

  /** @throws Problem 400, 404 `call_not_found` and `call_not_recorded`, 503; what `takeSlot` and `countUnknownCall` throw */
  async play(id: RecordingId, request: PlayRequest): Promise<Playback> {
    if (!isCallSid(id.callSid)) throw await counted(request, invalidCallSid());
    const found = await findPlayable(this.dependencies.businessOf(id), id.callSid, this.dependencies.failureSeconds);
    if (!found) throw await counted(request, callNotFound());
    if (!found.hasRecording) throw notRecorded();
    const { stored, failed } = found;
    const served = stored && (await this.#serve(id, stored, request, found.isLastPlayedStale));
    if (served) return served;
    if (failed && failed.forMs > 0) {
      const { failure, forMs } = failed;
      return { outcome: 'failed', failure, retryAfterSeconds: Math.ceil(forMs / 1000) };
    }
    return this.#prepare(id);
  }

  /** Null where the file is gone, although its row is there: evicted a moment ago, or lost. */
  async #serve(
    id: RecordingId,
    file: StoredFile,
    wanted: PlayRequest,
    isLastPlayedStale: boolean,
  ): Promise<Playback | null> {
    const etag = `"${file.sha256}"`;
    const { isHead, headers } = wanted;
    const { addresses } = this.dependencies;
    if (addresses && !isHead) {
      const release = wanted.takeSlot();
      const key = { ...id, sha256: file.sha256 };
      return this.#redirect(key, file, addresses, isLastPlayedStale).finally(release);
    }
    // In this order (RFC 9110, 13.2.2). There is no time of the last change, so that conditions on it mean nothing.
    if (!matchesIfMatch(headers['if-match'], etag)) return { outcome: 'not_matched', etag };
    if (isUnchanged(headers['if-none-match'], etag)) return { outcome: 'not_modified', file, etag };
    const isPart = !isHead && isSameVersion(headers['if-range'] as string | undefined, etag);
    const range = readRange(isPart ? headers.range : undefined, file.bytes);
    if (range.kind === 'unsatisfiable') return { outcome: 'unsatisfiable', bytes: file.bytes };
    const part = range.kind === 'part' ? { start: range.start, end: range.end } : null;
    const { storage, logger } = this.dependencies;
    const key = { ...id, sha256: file.sha256 };
    if (isHead) {
      const release = wanted.takeSlot();
      const isThere = await storage.has(key, file.bytes).finally(release);
      return isThere ? { outcome: 'audio', file, etag, part, stream: null } : null;
    }
    const release = wanted.takeSlot();
    let stream: Readable | null = null;
    try {
      stream = await this.#open(key, file.bytes, part, isLastPlayedStale);
    } finally {
      if (!stream) release();
    }
    if (!stream) return null;
    stream.once('close', release);
    stream.once('close', this.#lastPlayed.keepFresh(key));
    // The client finds its connection closed; only here is it known why.
    stream.once('error', (err) => logger.warn({ err, businessId: id.businessId }, 'a recording broke off'));
    return { outcome: 'audio', file, etag, part, stream };
  }

  /**
   * What the request says of versions and parts is the bucket's to answer, which it goes on to (RFC 9110, 13.2.1). Whether
   * the file is there is asked here: who is sent for a file that is lost would be told so by the bucket, again and again.
   * A place is held meanwhile: a bucket that is slow must not let one business hold all connections.
   */
  async #redirect(
    key: StorageKey,
    file: StoredFile,
    addresses: RecordingAddresses,
    isLastPlayedStale: boolean,
  ): Promise<Playback | null> {
    if (isLastPlayedStale && !(await touchLastPlayed(this.dependencies.businessOf(key), key))) return null;
    if (!(await this.dependencies.storage.has(key, file.bytes))) return null;
    return { outcome: 'redirected', address: await addresses.sign(key, file) };
  }

  async #open(
    key: StorageKey,
    bytes: number,
    part: ByteSpan | null,
    isLastPlayedStale: boolean,
  ): Promise<Readable | null> {
    // Before the file is opened: once the row is written, the file is not evicted.
    if (isLastPlayedStale && !(await touchLastPlayed(this.dependencies.businessOf(key), key))) return null;
    return this.dependencies.storage.open(key, bytes, part ?? undefined);
  }

  async #prepare(id: RecordingId): Promise<Playback> {
    const { dedup, client, logger } = this.dependencies;
    const resource = playbackResource(id);
    let mark: string | null = randomUUID();
    try {
      const marked = await dedup.tryMark(resource, mark);
      if (marked.outcome === 'taken') return { outcome: 'deduplicated', secondsLeft: marked.secondsLeft };
    } catch (err) {
      if (!(err instanceof GateUnavailable)) throw err;
      // Open, not closed: the worst that a click can do without its mark is join the fetch that is running.
      logger.warn({ err, businessId: id.businessId }, 'clicks on a recording are not deduplicated');
      mark = null;
    }
    try {
      await askTemporal(client, START_TIMEOUT_MS, () => startFetchRecording(client, { ...id, mark }));
    } catch (error) {
      // Nobody prepares it, as far as we know: the next click must not be told to wait.
      if (mark !== null) await dedup.unmark(resource, mark).catch(() => undefined);
      throw temporalUnavailable(error);
    }
    return { outcome: 'started' };
  }
}

async function counted({ countUnknownCall }: PlayRequest, problem: Problem): Promise<Problem> {
  await countUnknownCall();
  return problem;
}
