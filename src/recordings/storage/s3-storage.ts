import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { bucketClientConfig, type S3Settings } from './bucket-client.js';
import { BrokenBody, CountedBody } from './counted-body.js';
import { type ByteSpan, type RecordingStorage, spanWithin, WrongSize } from './recording-storage.js';
import { type FileKey, storagePath } from './storage-key.js';

export interface S3Timeouts {
  /** To be connected, and to be answered: each of three attempts. */
  readonly connectMs: number;
  readonly answerMs: number;
  /** For one upload: each of three attempts. */
  readonly uploadMs: number;
  /** How long the server may send nothing in the midst of a file that is being read. */
  readonly idleMs: number;
}

const TIMEOUTS: S3Timeouts = { connectMs: 3_000, answerMs: 10_000, uploadMs: 300_000, idleMs: 30_000 };
/** Each stream holds one until it ends; further requests wait. */
const MAX_CONNECTIONS = 1_000;

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
/** Of the file that is sent. */
const READ_AT_ONCE = 262_144;

/**
 * Recordings in a bucket, for API and workers on different machines: an object each, put in one request, so that nobody
 * sees a part of one. Needs the rights to get, put and delete objects, and to list the bucket: without that last one S3
 * answers 403 instead of 404 for what is not there.
 */
export class S3Storage implements RecordingStorage {
  readonly #client: S3Client;

  /**
   * @param temporaryFolder of this machine
   * @param timeouts shorter only in tests
   */
  constructor(
    private readonly settings: S3Settings,
    readonly temporaryFolder: string,
    private readonly timeouts = TIMEOUTS,
  ) {
    this.#client = new S3Client(clientConfig(settings, timeouts));
  }

  /**
   * The checksum goes with the file, from its key: a server that knows it refuses what has changed on the way. What failed
   * in passing is sent again (the SDK does not repeat what it streams).
   */
  async keep(
    key: FileKey,
    temporary: string,
    about: { readonly bytes: number; readonly contentType: string },
  ): Promise<void> {
    const object = this.#object(key);
    for (let attempt = 1; ; attempt++) {
      const file = await wholeFile(temporary, about.bytes);
      try {
        await this.#put(object, key.sha256, file, about);
        break;
      } catch (error) {
        if (!isPassing(error) || attempt === ATTEMPTS) throw error;
        await delay(FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
    await unlink(temporary);
  }

  async open(key: FileKey, bytes: number, span?: ByteSpan): Promise<Readable | null> {
    const object = this.#object(key);
    const { start, end } = spanWithin(bytes, span);
    const range = span && { Range: `bytes=${start}-${end}` };
    const found = await nullOnAnswer(
      ['NoSuchKey', 'InvalidRange'],
      this.#client.send(new GetObjectCommand({ ...object, ...range })),
    );
    if (found === null) return null;
    const body = found.Body as Readable;
    const total = span ? totalOf(found.ContentRange) : found.ContentLength;
    const isAsked = !span || found.ContentRange === `bytes ${start}-${end}/${bytes}`;
    if (total === bytes && isAsked) return new CountedBody(body, end - start + 1, this.timeouts.idleMs);
    body.on('error', () => undefined).destroy();
    if (total === undefined || total === bytes) throw new BrokenBody('it sent another part than was asked for');
    return null;
  }

  async has(key: FileKey, bytes: number): Promise<boolean> {
    const asking = this.#client.send(new HeadObjectCommand(this.#object(key)));
    const found = await nullOnAnswer(['NotFound'], asking);
    return found?.ContentLength === bytes;
  }

  async remove(key: FileKey): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(key)));
  }

  close(): Promise<void> {
    this.#client.destroy();
    return Promise.resolve();
  }

  #object(key: FileKey): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: storagePath(key) };
  }

  async #put(
    object: { readonly Bucket: string; readonly Key: string },
    sha256: string,
    file: Readable,
    { bytes, contentType }: { readonly bytes: number; readonly contentType: string },
  ): Promise<void> {
    // The SDK would wait for the rest of a file that cannot be read.
    const failed = new AbortController();
    let readError: unknown;
    file.on('error', (error) => {
      readError = error;
      failed.abort();
    });
    const command = new PutObjectCommand({
      ...object,
      Body: file,
      ContentLength: bytes,
      ContentType: contentType,
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    });
    try {
      await this.#client.send(command, { abortSignal: failed.signal, requestTimeout: this.timeouts.uploadMs });
    } catch (error) {
      throw readError ?? error;
    } finally {
      file.destroy();
    }
  }
}

/** Closed by itself when it has been read or destroyed. */
async function wholeFile(file: string, bytes: number): Promise<Readable> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size !== bytes) throw new WrongSize(bytes, size);
    return handle.createReadStream({ start: 0, end: bytes - 1, highWaterMark: READ_AT_ONCE });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function clientConfig(settings: S3Settings, { connectMs, answerMs }: S3Timeouts): S3ClientConfig {
  const agent = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  return {
    ...bucketClientConfig(settings),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      // Of the whole connection, also while a listener pauses: CountedBody knows better.
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}

/** @param contentRange `bytes 0-9/100` */
function totalOf(contentRange: string | undefined): number | undefined {
  const total = contentRange?.split('/')[1];
  return total === undefined ? undefined : Number(total);
}

async function nullOnAnswer<T>(names: readonly string[], asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof S3ServiceException && names.includes(error.name)) return null;
    throw error;
  }
}

/** Not answered, or answered that it is the server's fault. */
function isPassing(error: unknown): boolean {
  const answer = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata;
  const status = answer?.httpStatusCode ?? 500;
  return status >= 500 || status === 429;
}
