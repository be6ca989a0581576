import type { DataSource } from 'typeorm';
import type { OperationRegistry, TargetTable } from '../operations/definition.js';
import { query } from './transaction.js';

/** The database would change rows with a target that its definition does not know of. */
export class UndeclaredForeignKeys extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The operation definitions do not fit the database:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'UndeclaredForeignKeys';
  }
}

interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly columns: string;
  readonly target: string;
  readonly action: 'CASCADE' | 'SET NULL' | 'SET DEFAULT';
}

/**
 * Refuses a database whose foreign keys would delete or change rows of other tables with a target, or with what is deleted with
 * it, without the definition's having declared them: such rows would be gone without being counted, named or archived.
 *
 * A foreign key that only forbids is no matter for this: its targets are recorded as failed.
 *
 * @throws UndeclaredForeignKeys naming every one
 */
export async function assertDeclaredForeignKeys(dataSource: DataSource, registry: OperationRegistry): Promise<void> {
  const faults = new Set<string>();
  for (const { targets } of registry.values()) {
    for (const { name, table, columns, target, action } of await changingForeignKeys(dataSource, targets)) {
      faults.add(
        `${name}: ${table} (${columns}) refers to ${target} with ON DELETE ${action}. Declare it in \`dependants\` or ` +
          `\`references\` of the targets ${targets.table}, or make it NO ACTION.`,
      );
    }
  }
  if (faults.size > 0) throw new UndeclaredForeignKeys([...faults]);
}

/** Those that are not declared. */
function changingForeignKeys(
  dataSource: DataSource,
  { table, dependants = [], references = [] }: TargetTable,
): Promise<ForeignKey[]> {
  const declared = [...dependants, ...references];
  return query<ForeignKey>(
    dataSource,
    `SELECT c.conname AS name, c.conrelid::regclass::text AS "table", c.confrelid::regclass::text AS target,
            CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END AS action,
            (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)) AS columns
       FROM pg_constraint c
      WHERE c.contype = 'f' AND c.confdeltype IN ('c', 'n', 'd')
        AND c.confrelid = ANY(SELECT to_regclass(name) FROM unnest($1::text[]) AS name)
        AND NOT EXISTS (
          SELECT FROM unnest($2::text[], $3::text[]) AS d (name, attname)
            JOIN pg_attribute a ON a.attrelid = to_regclass(d.name) AND a.attname = d.attname
           WHERE c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum])
      ORDER BY 1`,
    [[table, ...dependants.map((of) => of.table)], declared.map((of) => of.table), declared.map((of) => of.column)],
  );
}
