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

  /** @param url without a path */
  static async connect(url: string): Promise<HttpSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const opened = new HttpSocket(socket);
    await once(socket, 'connect');
    return opened;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param headers lines, beside `Host` */
  send(line: string, headers: readonly string[] = []): void {
    this.socket.write(`${[`${line} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`, 'latin1');
  }

  /** The next answer, whose body is as long as its head says. @throws ConnectionCut */
  async answer({ hasBody = true }: { readonly hasBody?: boolean } = {}): Promise<SocketAnswer> {
    const headEnd = await this.#until(() => {
      const at = this.#joined().indexOf('\r\n\r\n');
      return at < 0 ? null : at;
    });
    const head = this.#joined().subarray(0, headEnd).toString('latin1');
    const headers = new Map<string, string[]>();
    for (const line of head.split('\r\n').slice(1)) {
      const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
      headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
    }
    const length = hasBody ? Number(headers.get('content-length')?.[0] ?? 0) : 0;
    const end = headEnd + 4 + length;
    await this.#until(() => (this.#length >= end ? end : null));
    const all = this.#joined();
    const body = all.subarray(headEnd + 4, end);
    this.#chunks = [all.subarray(end)];
    this.#length -= end;
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, headers, body };
  }

  /** Resolves once at least so many bytes have come on this connection. */
  async received(bytes: number): Promise<void> {
    await this.#until(() => (this.bytesReceived >= bytes ? true : null));
  }

  /** Resolves when the server has closed it. */
  async closed(): Promise<void> {
    if (!this.#isOver) await once(this.socket, 'close');
  }

  /** Reads no more once so many bytes have come. */
  async stallAfter(bytes: number): Promise<void> {
    await this.received(bytes);
    this.socket.pause();
  }

  destroy(): void {
    this.socket.destroy();
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
