import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const ANSWER_WITHIN_MS = 5000;
const SILENT_FOR_MS = 10_000;

/**
 * Downloads a file. A network without a way out must be noticed in seconds, and so must one that stalls in the middle; a
 * slow one is given its time as long as something comes.
 *
 * @param {string} url
 * @param {string} file
 * @param {{ answerWithinMs?: number, silentForMs?: number }} [options]
 */
export async function download(url, file, { answerWithinMs = ANSWER_WITHIN_MS, silentForMs = SILENT_FOR_MS } = {}) {
  const cut = new AbortController();
  const cutAfter = (/** @type {string} */ what, /** @type {number} */ ms) =>
    setTimeout(() => cut.abort(new Error(`${what} in ${ms / 1000} s`)), ms);

  const answerTimer = cutAfter('no answer', answerWithinMs);
  const answer = await fetch(url, { signal: cut.signal })
    .catch((error) => {
      throw new Error(error.cause?.code ?? error.cause?.message ?? error.message, { cause: error });
    })
    .finally(() => clearTimeout(answerTimer));
  if (!answer.ok || answer.body === null) throw new Error(`HTTP ${answer.status}`);

  const silence = cutAfter('nothing came any more', silentForMs);
  const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (answer.body));
  const heard = async function* (/** @type {AsyncIterable<Buffer>} */ chunks) {
    for await (const chunk of chunks) {
      silence.refresh();
      yield chunk;
    }
  };
  try {
    await pipeline(body, heard, createWriteStream(file), { signal: cut.signal });
  } catch (error) {
    // An abort is told as such; why it was cut is what a person wants to read.
    throw cut.signal.aborted ? cut.signal.reason : error;
  } finally {
    clearTimeout(silence);
  }
}
