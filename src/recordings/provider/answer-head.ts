import { DownloadFailed } from '../fetch-failure.js';
import { type DeclaredType, declaredType } from '../audio-type.js';
import { retryAfterSeconds } from './retry-after.js';

/** Status and headers of an answer, as undici hands them over: names in lower case. */
export interface AnswerHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the head of an answer says of its body. */
export interface PromisedAudio {
  readonly declared: DeclaredType;
  /** The size of the file, where the head says it: not of one that is compressed. */
  readonly bytes: number | null;
  /** How the body is compressed, although nobody asked for it; null where it is sent as it is. */
  readonly coding: ContentCoding | null;
}

export type ContentCoding = (typeof CONTENT_CODINGS)[number];
const CONTENT_CODINGS = ['gzip', 'deflate', 'br'] as const;

/** Where a redirect leads, as it was written; null where the answer is none. @throws DownloadFailed where it leads nowhere */
export function redirectIn(head: AnswerHead): string | null {
  if (![301, 302, 303, 307, 308].includes(head.statusCode)) return null;
  const location = header(head, 'location');
  if (!location) throw new DownloadFailed('provider_error');
  return location;
}

/** @throws DownloadFailed where the head shows that no recording follows */
export function promisedAudio(head: AnswerHead, maxBytes: number): PromisedAudio {
  if (head.statusCode !== 200) throw failureOfStatus(head);
  const length = header(head, 'content-length');
  if (length !== undefined && Number(length) === 0) throw new DownloadFailed('empty');
  const declared = declaredType(header(head, 'content-type'));
  if (!declared) throw new DownloadFailed('not_audio');
  if (Number(length) > maxBytes) throw new DownloadFailed('too_large');
  // Without either, the body ends where the connection does (RFC 9112, 6.3), and a half one looks like a whole one.
  if (length === undefined && !isChunked(head)) throw new DownloadFailed('incomplete');
  const coding = codingOf(head);
  return { declared, bytes: coding === null && length !== undefined ? Number(length) : null, coding };
}

function failureOfStatus(head: AnswerHead): DownloadFailed {
  const { statusCode } = head;
  switch (statusCode) {
    case 204:
    case 205:
      return new DownloadFailed('empty');
    case 404:
    case 410:
      return new DownloadFailed('not_found');
    // Time-out, misdirected, too early, too many: the same request may do better later. So may one behind a proxy.
    case 407:
    case 408:
    case 421:
    case 425:
    case 429:
      return providerError(head);
    default:
      // What is wrong with our request (401, 403, and 400 or 451 as well) stays wrong. Everything else that is not 200, 202 and
      // 206 among it, is not what was asked for.
      return statusCode >= 400 && statusCode < 500 ? new DownloadFailed('refused') : providerError(head);
  }
}

function providerError(head: AnswerHead): DownloadFailed {
  return new DownloadFailed('provider_error', retryAfterSeconds(header(head, 'retry-after')));
}

function codingOf(head: AnswerHead): ContentCoding | null {
  const name = (header(head, 'content-encoding') ?? '').trim().toLowerCase().replace(/^x-/, '');
  if (name === '' || name === 'identity') return null;
  const coding = CONTENT_CODINGS.find((known) => known === name);
  if (!coding) throw new DownloadFailed('not_audio');
  return coding;
}

function isChunked(head: AnswerHead): boolean {
  return /(^|,)\s*chunked\s*$/i.test(header(head, 'transfer-encoding') ?? '');
}

/** A header that came several times is one list (RFC 9110, 5.3). No header that is read here may be a list: it is invalid. */
function header({ headers }: AnswerHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
