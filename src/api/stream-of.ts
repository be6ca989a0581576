import { Readable } from 'node:stream';
import type { ApiRequest } from './api-request.js';

/** The text as a stream, once its first piece is there: a failure before that can still be answered with a problem. */
export async function streamOf(pieces: AsyncGenerator<string>, { isHead }: ApiRequest): Promise<Readable> {
  const first = await pieces.next();
  return Readable.from(first.done || isHead ? [] : resumed(first.value, pieces), { objectMode: false });
}

async function* resumed(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
