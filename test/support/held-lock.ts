import pg from 'pg';

/** A lock that another session holds, until it is let go. */
export interface HeldLock {
  letGo(): Promise<void>;
}

/**
 * Takes locks in a transaction on a connection of its own: those of a data source may not be idle in one for so long.
 *
 * @param statement takes the locks, for example `LOCK TABLE leads IN SHARE MODE`
 */
export async function holdLock(databaseUrl: string, statement: string): Promise<HeldLock> {
  const session = new pg.Client({ connectionString: databaseUrl });
  await session.connect();
  await session.query('BEGIN');
  await session.query(statement);
  return {
    // Its end rolls back.
    letGo: () => session.end(),
  };
}
