import pg, { type PoolClient, type QueryConfig } from 'pg';

/** What the driver knows of a connection, and does not declare. */
interface ProtocolConnection {
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Readonly<Record<string, string>>;
  bind(message: object): void;
  execute(message: object): void;
}

/** What is done before a statement, in its transaction. Its name stands for its text on each connection. */
export interface Narrowing {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

/** The driver's query, as far as it is not declared. */
const DriverQuery = pg.Query as unknown as new (
  config: QueryConfig,
  callback: (error: Error | null, result: { rows: unknown[] }) => void,
) => {
  prepare(connection: ProtocolConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: ProtocolConnection): void;
};

/**
 * A statement with its narrowing before it and one Sync behind both. PostgreSQL makes one transaction of what comes before
 * a Sync, and commits it there: nothing is parsed for BEGIN and COMMIT, and the answer is one message. It is the
 * driver's own query, because it takes no other in pipeline mode.
 */
class NarrowedQuery extends DriverQuery {
  #isNarrowed = false;

  constructor(
    private readonly narrowing: Narrowing,
    config: QueryConfig,
    callback: (error: Error | null, result: { rows: unknown[] }) => void,
  ) {
    super({ ...config, queryMode: 'extended' } as QueryConfig, callback);
  }

  override prepare(connection: ProtocolConnection): void {
    const { name, values } = this.narrowing;
    connection.bind({ statement: name, values });
    connection.execute({});
    super.prepare(connection);
  }

  /** The narrowing's own row is nobody's. */
  override handleDataRow(message: unknown): void {
    if (this.#isNarrowed) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: ProtocolConnection): void {
    if (this.#isNarrowed) super.handleCommandComplete(message, connection);
    this.#isNarrowed = true;
  }
}

/** Runs one statement within its narrowing, committed by itself, in one round trip. Resolves once it is committed. */
export function queryNarrowed<Row>(
  connection: PoolClient,
  narrowing: Narrowing,
  statement: QueryConfig,
): Promise<Row[]> {
  prepareOnce(connection, narrowing);
  return new Promise((resolve, reject) => {
    const query = new NarrowedQuery(narrowing, statement, (error, result) =>
      error ? reject(error) : resolve(result.rows as Row[]),
    );
    connection.query(query as unknown as pg.Query);
  });
}

/** Outside of a transaction the narrowing changes nothing; the connection knows it from then on. */
function prepareOnce(connection: PoolClient, { name, text, values }: Narrowing): void {
  const { parsedStatements, submittedNamedStatements } = (connection as unknown as { connection: ProtocolConnection })
    .connection;
  if (parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined) return;
  // Where it fails, so does what follows it, and that error is the one to tell.
  connection.query({ name, text, values: [...values] }).catch(() => undefined);
}
