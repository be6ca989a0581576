import type { DataSource } from 'typeorm';
import type { OperationRegistry } from '../operations/definition.js';
import { query } from './transaction.js';

/** An operation type has no table to act on: no program may offer it. */
export class TargetTablesMissing extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The tables of the operation types are not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'TargetTablesMissing';
  }
}

interface Found {
  readonly isThere: boolean;
  readonly id: string | null;
  readonly businessId: string | null;
  readonly isRowSecurityForced: boolean | null;
}

/**
 * Looks at the table of each operation type: its key, its business, and whether one business is kept from seeing another.
 *
 * @throws TargetTablesMissing naming every fault
 */
export async function assertTargetTables(dataSource: DataSource, registry: OperationRegistry): Promise<void> {
  const tables = new Set([...registry.values()].map(({ targets }) => targets.table));
  const faults = await Promise.all([...tables].map((table) => faultsOf(dataSource, table)));
  if (faults.flat().length > 0) throw new TargetTablesMissing(faults.flat());
}

async function faultsOf(dataSource: DataSource, table: string): Promise<string[]> {
  const [found] = await query<Found>(
    dataSource,
    `SELECT c.oid IS NOT NULL AS "isThere", c.relrowsecurity AND c.relforcerowsecurity AS "isRowSecurityForced",
            (SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = c.oid AND attname = 'id') AS id,
            (SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = c.oid AND attname = 'business_id') AS "businessId"
       FROM (SELECT to_regclass($1) AS named) n LEFT JOIN pg_class c ON c.oid = n.named`,
    [table],
  );
  const { isThere, id, businessId, isRowSecurityForced } = found!;
  if (!isThere) return [`${table}: there is no such table`];
  return [
    ...(id === 'bigint' ? [] : [`${table}: needs a column id of type bigint`]),
    ...(businessId === 'integer' ? [] : [`${table}: needs a column business_id of type integer`]),
    ...(isRowSecurityForced ? [] : [`${table}: row-level security is not on and forced`]),
  ];
}
