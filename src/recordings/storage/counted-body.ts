import { Readable } from 'node:stream';

/** What arrived of a file is not all of it, or stopped arriving. */
export class BrokenBody extends Error {
  constructor(why: string) {
    super(`the storage did not send the whole file: ${why}`);
    this.name = 'BrokenBody';
  }
}

/**
 * The body of an answer, as exactly so many bytes. It is waited for only while a reader wants more: a listener who has
 * stopped the playback for an hour is not the storage's silence. Destroyed, it closes the connection.
 */
export class CountedBody extends Readable {
  #missing: number;
  #silence: NodeJS.Timeout | undefined;

  /** @param idleMs how long the storage may send nothing while it is read from */
  constructor(
    private readonly body: Readable,
    bytes: number,
    private readonly idleMs: number,
  ) {
    super();
    this.#missing = bytes;
    body.on('data', (chunk: Buffer) => this.#take(chunk));
    body.on('end', () => this.#end());
    body.on('error', (error) => this.destroy(error));
    body.on('close', () => {
      if (!body.readableEnded) this.destroy(new BrokenBody('the connection was closed'));
    });
    body.pause();
  }

  override _read(): void {
    this.#silence ??= setTimeout(() => this.destroy(new BrokenBody(`nothing for ${this.idleMs} ms`)), this.idleMs);
    this.body.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#listenNoMore();
    this.body.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    this.#missing -= chunk.length;
    this.#silence?.refresh();
    if (this.push(chunk)) return;
    this.#listenNoMore();
    this.body.pause();
  }

  #end(): void {
    this.#listenNoMore();
    if (this.#missing === 0) this.push(null);
    else this.destroy(new BrokenBody(`${this.#missing} bytes are missing`));
  }

  #listenNoMore(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }
}
