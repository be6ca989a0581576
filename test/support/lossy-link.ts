import { type Linked, withDatabaseLink } from './database-link.js';

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
  let next: { loss: Loss; forGood: boolean } | null = null;
  let isDown = false;
  let breakLink = (): void => undefined;
  const breakAll = (): void => {
    isDown = next?.forGood === true;
    next = null;
    breakLink();
  };
  const linked = ({ near, far }: Linked): void => {
    let isAnswerLost = false;
    near.on('data', (chunk: Buffer) => {
      if (next && chunk.includes(COMMIT)) {
        if (next.loss === 'question') return breakAll();
        isAnswerLost = true;
      }
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => (isAnswerLost ? breakAll() : near.write(chunk)));
  };
  await withDatabaseLink(databaseUrl, { isDown: () => isDown, linked }, async (link) => {
    breakLink = () => link.breakAll();
    await test({
      url: link.url,
      loseNextCommit(loss, { forGood } = { forGood: false }) {
        next = { loss, forGood };
      },
    });
  });
}
