import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Loss } from './lossy-link.js';

export interface CommitLink {
  /** The given database's address by way of this link. */
  readonly url: string;
  /**
   * Lies in wait for the transaction with this statement. At its COMMIT the connection is broken, or held: nothing more
   * comes through it. Resolves then; with `answer`, PostgreSQL has committed.
   */
  catchCommitOf(statement: string, loss: Loss, then: 'break' | 'hold'): Promise<void>;
}

/** COMMIT as a simple query of PostgreSQL's protocol: text and a zero byte. */
const COMMIT = 'COMMIT\0';

/** A TCP link to PostgreSQL that catches one certain transaction at its COMMIT, and lets all others through. */
export async function withCommitLink(databaseUrl: string, test: (link: CommitLink) => Promise<void>): Promise<void> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let wanted: { statement: string; loss: Loss; then: 'break' | 'hold'; caught: () => void } | null = null;
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    let hasStatement = false;
    let mine: typeof wanted = null;
    const end = (): void => {
      mine!.caught();
      if (mine!.then === 'break') near.destroy();
      else near.pause();
    };
    near.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      hasStatement ||= wanted !== null && text.includes(wanted.statement);
      if (wanted && hasStatement && text.includes(COMMIT)) {
        mine = wanted;
        wanted = null;
        if (mine.loss === 'question') return end();
      }
      if (mine?.loss !== 'question') far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => void (mine ? end() : near.write(chunk)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await test({
      url: url.href,
      catchCommitOf: (statement, loss, then) =>
        new Promise((caught) => {
          wanted = { statement, loss, then, caught };
        }),
    });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  }
}
