import { type Linked, withDatabaseLink } from './database-link.js';
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
  let wanted: { statement: string; loss: Loss; then: 'break' | 'hold'; caught: () => void } | null = null;
  const linked = ({ near, far }: Linked): void => {
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
  };
  await withDatabaseLink(databaseUrl, { isDown: () => false, linked }, ({ url }) =>
    test({
      url,
      catchCommitOf: (statement, loss, then) =>
        new Promise((caught) => {
          wanted = { statement, loss, then, caught };
        }),
    }),
  );
}
