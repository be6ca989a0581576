import type { DataSource } from 'typeorm';
import type { LeftToDo, Sql } from '../../operations/definition.js';
import type { Business } from '../business.js';
import { query } from '../transaction.js';

/** So long whoever has claimed it has it to itself; then, having failed or died, it leaves it to the next one. */
const CLAIMED_FOR = '1 minute';

/** One entry of the list, of whichever business. */
export interface FoundAfterCommit {
  readonly businessId: number;
  readonly id: number;
}

export interface AfterCommitEntry {
  readonly jobId: string;
  readonly operationType: string;
  readonly items: readonly unknown[];
}

/** In the chunk's transaction: it stands there from its commit on, or never. */
export async function listAfterCommit(
  sql: Sql,
  { businessId, jobId, operationType }: { businessId: number; jobId: string; operationType: string },
  { items, keepUntil = null }: LeftToDo,
): Promise<void> {
  await sql.query(
    `INSERT INTO after_commits (business_id, job_id, operation_type, items, due_at)
     VALUES ($1, $2, $3, $4::jsonb, COALESCE($5::date + 1, clock_timestamp()))`,
    [businessId, jobId, operationType, JSON.stringify(items), keepUntil],
  );
}

/** What is due of these types, of every business; the oldest first. */
export function findAfterCommits(
  dataSource: DataSource,
  types: readonly string[],
  atMost: number,
): Promise<FoundAfterCommit[]> {
  return query<FoundAfterCommit>(dataSource, 'SELECT business_id AS "businessId", id FROM find_after_commits($1, $2)', [
    types,
    atMost,
  ]);
}

/** Takes an entry for a while. Null where another worker has it, or has done it. */
export function claimAfterCommit(business: Business, id: number): Promise<AfterCommitEntry | null> {
  return business.first<AfterCommitEntry>(
    `UPDATE after_commits SET due_at = clock_timestamp() + $3::interval
      WHERE business_id = $1 AND id = $2 AND due_at <= clock_timestamp()
      RETURNING job_id AS "jobId", operation_type AS "operationType", items`,
    [business.id, id, CLAIMED_FOR],
  );
}

/** It is done for good. */
export async function strikeAfterCommit(business: Business, id: number): Promise<void> {
  await business.query('DELETE FROM after_commits WHERE business_id = $1 AND id = $2', [business.id, id]);
}
