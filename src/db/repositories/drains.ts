import type { DataSource } from 'typeorm';
import { Business, EVERY_BUSINESS, inInstallation } from '../business.js';
import { query, type Transaction } from '../transaction.js';

/** In place of an operation type: every one, those that are to come included. */
export const EVERY_TYPE = '*';

/** Which starts are refused. */
export interface DrainScope {
  /** A business, or EVERY_BUSINESS. */
  readonly businessId: number;
  /** An operation type, or EVERY_TYPE. */
  readonly operationType: string;
}

export interface Drain extends DrainScope {
  readonly since: Date;
  readonly by: string;
  readonly reason: string | null;
}

/** Writes down that a drain was asked for, or lifted; `isChanged` tells whether that was not so before. */
export type RecordDrain = (sql: Transaction, isChanged: boolean) => Promise<void>;

/** A start, as far as a drain looks at it. */
interface Start {
  readonly businessId: number;
  readonly operationType: string;
}

/** Key of the advisory lock that acceptances share and a new drain takes alone. Arbitrary, the same in every version. */
const LOCK_KEY = 0x64726e73; // "drns"
/**
 * Longer than an acceptance can take: one whose process is frozen is ended by `idle_in_transaction_session_timeout` after
 * 10 s, one that waits for another by its `lock_timeout`.
 */
const LOCK_WAIT = '20s';

const APPLIES = `(business_id = $1 OR business_id = ${EVERY_BUSINESS}) AND (operation_type = $2 OR operation_type = '${EVERY_TYPE}')`;

/**
 * Keeps new drains out until the transaction ends. Without it an acceptance that has looked for drains could commit its
 * job after a drain was answered to the person on call. `LOCK TABLE` would need no statement here, but a backup, which
 * holds the table for hours, would keep every drain out.
 *
 * The look itself has to be a statement of its own: its snapshot is taken when the lock has been given.
 */
export function lockOutNewDrains(sql: Transaction): Promise<unknown[]> {
  return sql.queryPrepared('lock_out_new_drains', 'SELECT pg_advisory_xact_lock_shared($1)', [LOCK_KEY]);
}

/** Whether a drain is over this start. Outside of the transaction of its acceptance that may change at any moment. */
export async function isDrained(
  sql: Pick<Transaction, 'queryPrepared'>,
  { businessId, operationType }: Start,
): Promise<boolean> {
  const statement = `SELECT FROM drains WHERE ${APPLIES} LIMIT 1`;
  const drains = await sql.queryPrepared('find_drain', statement, [businessId, operationType]);
  return drains.length > 0;
}

/**
 * Stops new starts. Once it has resolved no process accepts one of this scope: those under way have been waited for.
 *
 * @param inSameTransaction is committed with it or not at all
 * @returns false where this very scope is drained already; nothing is changed then
 */
export async function beginDrain(
  dataSource: DataSource,
  { businessId, operationType, by, reason }: Omit<Drain, 'since'>,
  inSameTransaction: RecordDrain,
): Promise<boolean> {
  return inScope(dataSource, businessId, async (sql) => {
    await sql.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const begun = await sql.query(
      `INSERT INTO drains (business_id, operation_type, drained_by, reason) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [businessId, operationType, by, reason],
    );
    await inSameTransaction(sql, begun.length > 0);
    return begun.length > 0;
  });
}

/** Lets starts of exactly this scope in again; false where it was not drained. Wider and narrower drains stay. */
export async function liftDrain(
  dataSource: DataSource,
  { businessId, operationType }: DrainScope,
  inSameTransaction: RecordDrain,
): Promise<boolean> {
  return inScope(dataSource, businessId, async (sql) => {
    const lifted = await sql.query('DELETE FROM drains WHERE business_id = $1 AND operation_type = $2 RETURNING 1', [
      businessId,
      operationType,
    ]);
    await inSameTransaction(sql, lifted.length > 0);
    return lifted.length > 0;
  });
}

/** Every drain in force, over all businesses. */
export function listDrains(dataSource: DataSource): Promise<Drain[]> {
  return query(
    dataSource,
    `SELECT business_id AS "businessId", operation_type AS "operationType", since, drained_by AS "by", reason
       FROM find_drains()`,
  );
}

/** The drains that a business feels: its own and everybody's. The type is null where it is every type. */
export function drainsOfBusiness(business: Business): Promise<{ operationType: string | null; since: Date }[]> {
  return business.query(
    `SELECT NULLIF(operation_type, '${EVERY_TYPE}') AS "operationType", min(since) AS since
       FROM drains WHERE (business_id = $1 OR business_id = ${EVERY_BUSINESS}) GROUP BY operation_type ORDER BY 1 NULLS FIRST`,
    [business.id],
  );
}

function inScope<T>(dataSource: DataSource, businessId: number, work: (sql: Transaction) => Promise<T>): Promise<T> {
  return businessId === EVERY_BUSINESS
    ? inInstallation(dataSource, work)
    : new Business(dataSource, businessId).transaction(work);
}
