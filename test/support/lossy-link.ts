import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `answer`: PostgreSQL has committed and nobody hears of it; `question`: it never heard of the COMMIT. */
export type Loss = 'answer' | 'question';

export interface LossyLink {
  /** The given database's address by way of this link. */
  readonly url: string;
  /** Breaks every connection at the next COMMIT. With `forGood` no new one is let through either. */
  loseNextCommit(loss: Loss, options?: { forGood: boolean }): void;
}

/** COMMIT as a simple query of PostgreSQL's protocol: text and a zero byte. */
const COMMIT = Buffer.from('COMMIT\0');

/** A TCP link to PostgreSQL that breaks at a COMMIT, before it or after it: the one moment that leaves a client in doubt. */
export async function withLossyLink(databaseUrl: string, test: (link: LossyLink) => Promise<void>): Promise<void> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let next: { loss: Loss; forGood: boolean } | null = null;
  let isDown = false;
  const breakAll = (): void => {
    isDown = next?.forGood === true;
    next = null;
    sockets.forEach((socket) => socket.destroy());
  };
  const server = createServer((near) => {
    if (isDown) return void near.destroy();
    const far = connect({ host: target.hostname, port: Number(target.port) });
    let isAnswerLost = false;
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
    near.on('data', (chunk: Buffer) => {
      if (next && chunk.includes(COMMIT)) {
        if (next.loss === 'question') return breakAll();
        isAnswerLost = true;
      }
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => (isAnswerLost ? breakAll() : near.write(chunk)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await test({
      url: url.href,
      loseNextCommit(loss, { forGood } = { forGood: false }) {
        next = { loss, forGood };
      },
    });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  }
}
