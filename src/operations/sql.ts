/** The smallest view of a database that a definition needs: one statement in the batch's own transaction. */
export interface Sql {
  query<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
}
