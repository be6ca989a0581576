import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteSpan } from './recording-storage.js';

/** A file ended before the span that was to be read of it. Nothing of ours shortens a file. */
class FileCut extends Error {
  constructor(missing: number) {
    super(`a file of the storage ended ${missing} bytes too early`);
    this.name = 'FileCut';
  }
}

/**
 * Streams the span of a file, all of it or with an error. Node's own stream of a file ends as if all were well where the
 * file does; its taker has promised a length by then, and the client would wait for the rest, or take the next answer on
 * its connection for it.
 *
 * @param handle is the stream's from now on: closed with it
 */
export function readSpan(handle: FileHandle, { start, end }: ByteSpan, highWaterMark: number): Readable {
  let position = start;
  const readNext = async (stream: Readable): Promise<void> => {
    const left = end + 1 - position;
    const length = Math.min(highWaterMark, left);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(length), 0, length, position);
    if (bytesRead === 0) throw new FileCut(left);
    position += bytesRead;
    stream.push(buffer.subarray(0, bytesRead));
    if (bytesRead === left) stream.push(null);
  };
  return new Readable({
    highWaterMark,
    read() {
      readNext(this).catch((error: Error) => this.destroy(error));
    },
    destroy(error, done) {
      // Waits for a read that is under way.
      handle.close().then(
        () => done(error),
        (failed: Error) => done(error ?? failed),
      );
    },
  });
}
