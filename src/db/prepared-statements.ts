import type { Sql } from '../operations/definition.js';
import type { Transaction } from './transaction.js';

/** Each of them stays with every connection until that ends: a text that is put together anew each time must not pile up. */
export const MAX_STATEMENTS = 200;

const names = new Map<string, string>();

/**
 * The same transaction, whose statements are parsed and planned once per connection: under row-level security that takes
 * longer than to look up or delete 50 rows, and with an array of 10,000 ids a tenth of the delete.
 *
 * The kept plan knows no values, so it suits statements that find their rows by id, or walk in the order of ids: there an
 * ordered index is the cheapest way for any values, because PostgreSQL expects an unknown LIMIT to be a tenth of the rows.
 * It does not suit a filter, of which one value is frequent and another one rare.
 */
export function preparing(sql: Transaction): Sql {
  return {
    query<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      const name = nameOf(statement);
      return name === undefined
        ? sql.query<Row>(statement, parameters)
        : sql.queryPrepared<Row>(name, statement, parameters);
    },
  };
}

function nameOf(statement: string): string | undefined {
  const known = names.get(statement);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `kept_${names.size}`;
  names.set(statement, name);
  return name;
}
