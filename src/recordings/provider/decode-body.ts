import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ContentCoding } from './answer-head.js';
import { failureOfTransfer } from './failure-of.js';

/**
 * The bytes of a body, decoded piece by piece as they are taken, so that a small body that decodes to a huge one costs no
 * more memory than another. Ending the iteration early destroys the body. What the transfer throws is thrown as a
 * DownloadFailed; what the taker throws is not.
 */
export async function* decodeBody(body: Readable, coding: ContentCoding | null): AsyncGenerator<Buffer> {
  try {
    yield* (coding === null ? body : pipeline(body, decoder(coding), () => undefined)) as AsyncIterable<Buffer>;
  } catch (error) {
    throw failureOfTransfer(error);
  }
}

function decoder(coding: ContentCoding) {
  switch (coding) {
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
  }
}
