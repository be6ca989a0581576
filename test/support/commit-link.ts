import { type Proxied, withProxy } from './tcp-proxy.js';

/** `answer`: PostgreSQL has committed and nobody hears of it; `question`: it never heard of the COMMIT. */
export type Loss = 'answer' | 'question';

/** What becomes of the connection: it breaks, nothing comes through it any more, or all break and no new one is made. */
type End = 'break' | 'hold' | 'go down';

export interface CommitLink {
  /** The given database's address by way of this link. */
  readonly url: string;
  /**
   * Lies in wait for the transaction with this statement, a part of its text or its name; with `''`, for the next one. Loses its COMMIT, or the answer to
   * it, and resolves then.
   */
  catchCommitOf(statement: string, loss: Loss, end: End): Promise<void>;
}

/** COMMIT as a simple query of PostgreSQL's protocol: text and a zero byte. */
const COMMIT = 'COMMIT\0';

/**
 * A proxy before PostgreSQL that catches one transaction at its COMMIT, the one moment that leaves a client in doubt, and
 * lets all others through.
 */
export async function withCommitLink(databaseUrl: string, test: (link: CommitLink) => Promise<void>): Promise<void> {
  let wanted: { statement: string; loss: Loss; end: End; caught: () => void } | null = null;
  let isDown = false;
  let breakAll = (): void => undefined;
  const join = ({ near, far }: Proxied): void => {
    if (isDown) return void near.destroy();
    let hasStatement = false;
    let mine: typeof wanted = null;
    const finish = ({ end, caught }: NonNullable<typeof wanted>): void => {
      caught();
      if (end === 'hold') return void near.pause();
      isDown = end === 'go down';
      if (isDown) breakAll();
      near.destroy();
    };
    near.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      hasStatement ||= wanted !== null && text.includes(wanted.statement);
      if (wanted && hasStatement && text.includes(COMMIT)) {
        mine = wanted;
        wanted = null;
        if (mine.loss === 'question') return finish(mine);
      }
      if (mine?.loss !== 'question') far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => void (mine ? finish(mine) : near.write(chunk)));
  };
  await withProxy(new URL(databaseUrl).host, join, async (server) => {
    breakAll = () => server.breakAll();
    const url = new URL(databaseUrl);
    url.host = server.address;
    await test({
      url: url.href,
      catchCommitOf: (statement, loss, end) =>
        new Promise((caught) => {
          wanted = { statement, loss, end, caught };
        }),
    });
  });
}
