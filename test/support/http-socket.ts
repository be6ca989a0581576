import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as its bytes were. */
export interface SocketAnswer {
  readonly status: number;
  /** Everything before the body, the status line included. */
  readonly head: string;
  /** By name in small letters, in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** What the server closed the connection in the midst of. */
export class ConnectionCut extends Error {
  constructor(readonly received: Buffer) {
    super(`the connection ended after ${received.length} bytes of an answer`);
    this.name = 'ConnectionCut';
  }
}

/** One connection on which requests are sent as they are, and answers read byte by byte, as many as one likes. */
export class HttpSocket {
  #chunks: Buffer[] = [];
  #length = 0;
  #isOver = false;
  /** All that has come, whether it was asked for or not. */
  bytesReceived = 0;

  private constructor(readonly socket: Socket) {
    socket.on('data', (data: Buffer) => {
      this.bytesReceived += data.length;
      this.#chunks.push(data);
      this.#length += data.length;
    });
    socket.on('error', () => undefined); // a reset is an end
    socket.on('close', () => (this.#isOver = true));
  }

  /** A connection that may be written to before it is made. @param url without a path */
  static open(url: string): HttpSocket {
    const { hostname, port } = new URL(url);
    return new HttpSocket(connect(Number(port), hostname));
  }

  static async connect(url: string): Promise<HttpSocket> {
    const opened = HttpSocket.open(url);
    await once(opened.socket, 'connect');
    return opened;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param headers lines, beside `Host` unless they have one */
  send(line: string, headers: readonly string[] = []): void {
    const host = headers.some((header) => /^host:/i.test(header)) ? [] : ['Host: localhost'];
    this.write(`${[`${line} HTTP/1.1`, ...host, ...headers].join('\r\n')}\r\n\r\n`);
  }

  /** Characters as bytes (latin1): no client would send some of what tests do. */
  write(text: string | Buffer): void {
    this.socket.write(text, 'latin1');
  }

  /** The next answer, whose body is as long as its head says, or comes in chunks. @throws ConnectionCut */
  async answer({ hasBody = true }: { readonly hasBody?: boolean } = {}): Promise<SocketAnswer> {
    const headEnd = await this.#indexOf('\r\n\r\n');
    const head = this.#joined().subarray(0, headEnd).toString('latin1');
    const headers = new Map<string, string[]>();
    for (const line of head.split('\r\n').slice(1)) {
      const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
      headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
    }
    const bodyless = !hasBody || /^HTTP\/1\.1 (1\d\d|204|304)/.test(head);
    this.#drop(headEnd + 4);
    const isChunked = headers.get('transfer-encoding')?.[0] === 'chunked';
    const body = bodyless
      ? Buffer.alloc(0)
      : isChunked
        ? await this.#chunkedBody()
        : await this.#take(Number(headers.get('content-length')?.[0] ?? 0));
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, headers, body };
  }

  /** All that has come and was not read as an answer yet. */
  get unread(): string {
    return this.#joined().toString('latin1');
  }

  /** `unread`, once the server has closed the connection. */
  async rest(): Promise<string> {
    await this.closed();
    return this.unread;
  }

  /** Resolves once at least so many bytes have come on this connection. */
  async received(bytes: number): Promise<void> {
    await this.#until(() => (this.bytesReceived >= bytes ? true : null));
  }

  /** Resolves when the server has closed it. */
  async closed(): Promise<void> {
    if (!this.#isOver) await new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Reads no more once so many bytes have come. */
  async stallAfter(bytes: number): Promise<void> {
    await this.received(bytes);
    this.socket.pause();
  }

  destroy(): void {
    this.socket.destroy();
  }

  async #chunkedBody(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const lineEnd = await this.#indexOf('\r\n');
      const size = parseInt((await this.#take(lineEnd + 2)).toString('latin1'), 16);
      const chunk = await this.#take(size + 2);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
    }
  }

  #indexOf(text: string): Promise<number> {
    return this.#until(() => {
      const at = this.#joined().indexOf(text);
      return at < 0 ? null : at;
    });
  }

  async #take(bytes: number): Promise<Buffer> {
    await this.#until(() => (this.#length >= bytes ? true : null));
    const taken = this.#joined().subarray(0, bytes);
    this.#drop(bytes);
    return taken;
  }

  #drop(bytes: number): void {
    this.#chunks = [this.#joined().subarray(bytes)];
    this.#length -= bytes;
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  async #until<T>(look: () => T | null): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (this.#isOver) throw new ConnectionCut(this.#joined());
      await new Promise<void>((resolve) => {
        const next = (): void => {
          this.socket.off('data', next).off('close', next);
          resolve();
        };
        this.socket.on('data', next).on('close', next);
      });
    }
  }
}
