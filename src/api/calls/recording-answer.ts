import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { PLAYBACK_TTL_SECONDS } from '../../gate/playback-dedup.js';
import { AUDIO_EXTENSIONS } from '../../recordings/audio-type.js';
import type { ApiRequest } from '../api-request.js';
import type { Playback } from './play-recording.js';
import { notFetched, notMatched, rangeNotSatisfiable } from './recording-problems.js';

/** The answer to a click that has to wait. */
export interface Preparing {
  readonly success: true;
  readonly status: 'processing';
  readonly message: string;
}

/** When to look again for a recording whose fetch has just been started: most take a second or two. */
const STARTED_RETRY_SECONDS = 2;

/**
 * When to look again for a recording that is being fetched: after half the time that the fetch has taken so far, so that a
 * person waits for half as long again as the fetch takes, at most, and a slow one is not asked for every second. What
 * is left of the mark, which the text names, says when a click would start something, not when the recording is here.
 */
function retryFetchedSeconds(secondsLeft: number): number {
  const takenSeconds = PLAYBACK_TTL_SECONDS - secondsLeft;
  return Math.min(secondsLeft, Math.max(1, Math.ceil(takenSeconds / 2)));
}

/** Body and `Retry-After` of a 202. */
export function preparing(playback: Playback & { outcome: 'started' | 'deduplicated' }): {
  readonly body: Preparing;
  readonly retryAfterSeconds: number;
} {
  const isStarted = playback.outcome === 'started';
  const inTime = isStarted ? 'a few seconds' : `${playback.secondsLeft} seconds`;
  return {
    body: { success: true, status: 'processing', message: `Recording is being prepared, please retry in ${inTime}` },
    retryAfterSeconds: isStarted ? STARTED_RETRY_SECONDS : retryFetchedSeconds(playback.secondsLeft),
  };
}

/** Sets status and headers of the reply. @returns its body @throws Problem where there is nothing to hear */
export function sendPlayback(
  playback: Playback,
  callSid: string,
  { isHead, reply }: ApiRequest,
): Preparing | StreamableFile | undefined {
  switch (playback.outcome) {
    case 'audio': {
      const { status, headers } = audioHead(callSid, playback);
      void reply.status(status).headers(headers);
      // An empty stream, and not nothing, keeps the headers as they are. Nest would read a bare stream by itself, chunk by
      // chunk through two iterators, at ten times the cost.
      return new StreamableFile(playback.stream ?? Readable.from([]));
    }
    case 'redirected':
      // Kept nowhere (`Cache-Control: no-store`, as all answers without their own): it is good for a minute.
      void reply.status(302).header('location', playback.address);
      return undefined;
    case 'not_modified':
      void reply.status(304).headers(notModifiedHeaders(playback.etag));
      if (!isHead) return undefined;
      // Here Fastify would make nothing a `Content-Length: 0`, and an empty stream an `application/octet-stream`.
      void reply.header('content-type', playback.file.contentType);
      return new StreamableFile(Readable.from([]));
    case 'not_matched':
      throw notMatched(playback.etag);
    case 'unsatisfiable':
      throw rangeNotSatisfiable(playback.bytes);
    case 'failed':
      throw notFetched(playback.failure, playback.retryAfterSeconds);
    case 'started':
    case 'deduplicated': {
      const { body, retryAfterSeconds } = preparing(playback);
      void reply.status(202).header('retry-after', String(retryAfterSeconds));
      return body;
    }
  }
}

/** A browser may keep it, for this user alone, but has to ask each time whether it still may play it. */
const CACHE_CONTROL = 'private, no-cache';

function notModifiedHeaders(etag: string): Record<string, string> {
  return { etag, 'cache-control': CACHE_CONTROL };
}

/** Status and headers of audio. */
function audioHead(callSid: string, { file, etag, part }: Playback & { outcome: 'audio' }) {
  return {
    status: part ? 206 : 200,
    headers: {
      ...notModifiedHeaders(etag),
      'accept-ranges': 'bytes',
      'content-type': file.contentType,
      'content-length': String(part ? part.end - part.start + 1 : file.bytes),
      // The sid was checked: nothing in it ends the name or the line.
      'content-disposition': `inline; filename="${callSid}.${AUDIO_EXTENSIONS[file.contentType]}"`,
      ...(part ? { 'content-range': `bytes ${part.start}-${part.end}/${file.bytes}` } : {}),
    },
  };
}
