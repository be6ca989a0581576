import type { Readable } from 'node:stream';
import type { ApiRequest } from '../api-request.js';
import type { CredentialWatch } from '../auth/credential-watch.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import type { StreamLimit } from '../limits/stream-limit.js';
import { streamOf } from '../stream-of.js';
import { type ExportFormat, fileHeaders } from './export-format.js';

/**
 * Whole lists as files. They are read page by page as the client takes them, each a short walk: what is limited is how many
 * files are on their way. A file ends with its client and with the credential that it was asked for with.
 */
export class Exports {
  constructor(
    private readonly credentials: Pick<CredentialWatch, 'cut'>,
    private readonly streams: Pick<StreamLimit, 'take'>,
  ) {}

  /** @throws Problem where there are too many, or the first page cannot be read */
  async send(
    asked: ApiRequest,
    { name, format }: { readonly name: string; readonly format: ExportFormat },
    pieces: AsyncGenerator<string>,
  ): Promise<Readable> {
    const { reply, caller } = asked;
    whenClosed(reply, this.streams.take(claimantOf(caller)));
    const file = await streamOf(pieces, asked);
    void reply.headers(fileHeaders(name, format));
    this.credentials.cut(asked);
    return file;
  }
}

/** The text of a file, whose rows come in pages. */
export async function* textOf<Row>(
  pages: AsyncIterable<readonly Row[]>,
  head: string,
  write: (rows: readonly Row[]) => string,
): AsyncGenerator<string> {
  let piece = head;
  for await (const rows of pages) {
    yield piece + write(rows);
    piece = '';
  }
}
