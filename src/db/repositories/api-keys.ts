import type { DataSource } from 'typeorm';
import type { Sql } from '../../operations/definition.js';
import { inBusiness, queryInBusiness, type Transaction } from '../transaction.js';

/** An API key as it may be shown: all but the hash of its secret. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** The operation types that it is limited to; null for all of them. */
  readonly operationTypes: string[] | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** By the database's clock, which is the same for every process. */
  readonly isExpired: boolean;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly role: string;
  readonly operationTypes: readonly string[] | null;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

const SHOWN = `id, name, role, operation_types AS "operationTypes", created_by AS "createdBy", created_at AS "createdAt",
               expires_at AS "expiresAt", expires_at <= clock_timestamp() AS "isExpired", revoked_at AS "revokedAt",
               revoked_by AS "revokedBy", last_used_at AS "lastUsedAt"`;

/** @param inSameTransaction is committed with the key or not at all; runs last */
export function insertApiKey(
  dataSource: DataSource,
  businessId: number,
  key: NewApiKey,
  inSameTransaction?: (sql: Transaction, key: ApiKeyRow) => Promise<void>,
): Promise<ApiKeyRow> {
  return inBusiness(dataSource, businessId, async (sql) => {
    const [row] = await sql.query<ApiKeyRow>(
      `INSERT INTO api_keys (business_id, id, name, secret_hash, role, operation_types, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${SHOWN}`,
      [businessId, key.id, key.name, key.secretHash, key.role, key.operationTypes, key.createdBy, key.expiresAt],
    );
    await inSameTransaction?.(sql, row!);
    return row!;
  });
}

/** Keys of a business, newest first: ids are UUID v7. */
export function listApiKeys(
  dataSource: DataSource,
  businessId: number,
  { beforeId, limit }: { readonly beforeId?: string | undefined; readonly limit: number },
): Promise<ApiKeyRow[]> {
  return queryInBusiness(
    dataSource,
    businessId,
    `SELECT ${SHOWN} FROM api_keys WHERE business_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [businessId, beforeId ?? null, limit],
  );
}

/** What a check of a key needs. */
export interface PresentedApiKey {
  readonly secretHash: Buffer;
  readonly role: string;
  readonly operationTypes: string[] | null;
  readonly isExpired: boolean;
  readonly isRevoked: boolean;
  /** That it is in use was written down within the last minute. */
  readonly isUseNoted: boolean;
}

/** One look-up by primary key. Each request makes it, so that a key which is revoked is refused at once, everywhere. */
export async function findPresentedApiKey(
  dataSource: DataSource,
  businessId: number,
  id: string,
): Promise<PresentedApiKey | null> {
  const [row] = await queryInBusiness<PresentedApiKey>(
    dataSource,
    businessId,
    `SELECT secret_hash AS "secretHash", role, operation_types AS "operationTypes",
            expires_at <= clock_timestamp() AS "isExpired", revoked_at IS NOT NULL AS "isRevoked",
            coalesce(last_used_at > clock_timestamp() - interval '1 minute', false) AS "isUseNoted"
       FROM api_keys WHERE business_id = $1 AND id = $2`,
    [businessId, id],
  );
  return row ?? null;
}

/**
 * Whether a key is good, kept so until the transaction ends: `FOR SHARE` conflicts with every update of the row, and so
 * with a revocation of any release.
 */
export async function holdApiKey(sql: Sql, businessId: number, id: string): Promise<'good' | 'revoked' | 'expired'> {
  const [key] = await sql.query<{ isRevoked: boolean; isExpired: boolean }>(
    `SELECT revoked_at IS NOT NULL AS "isRevoked", expires_at <= clock_timestamp() AS "isExpired"
       FROM api_keys WHERE business_id = $1 AND id = $2 FOR SHARE`,
    [businessId, id],
  );
  if (!key || key.isRevoked) return 'revoked';
  return key.isExpired ? 'expired' : 'good';
}

/** Writes down that a key is in use, at most once a minute. */
export async function noteApiKeyUse(dataSource: DataSource, businessId: number, id: string): Promise<void> {
  await queryInBusiness(
    dataSource,
    businessId,
    `UPDATE api_keys SET last_used_at = clock_timestamp() WHERE business_id = $1 AND id = $2
        AND (last_used_at IS NULL OR last_used_at <= clock_timestamp() - interval '1 minute')`,
    [businessId, id],
  );
}

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const REVOCATION_LOCK = 1_802_465_633;

/**
 * Revokes a key for good; of two revocations the first one stands. One at a time in a business: two keys that revoke each
 * other would each wait for the other's row.
 *
 * @param inSameTransaction what the revocation is committed with or not at all; runs first: a key may revoke itself
 * @returns the key as it is now, null where the business has none of this id
 */
export function revokeApiKey(
  dataSource: DataSource,
  businessId: number,
  id: string,
  revokedBy: string,
  inSameTransaction?: (sql: Transaction) => Promise<void>,
): Promise<ApiKeyRow | null> {
  return inBusiness(dataSource, businessId, async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [REVOCATION_LOCK, businessId]);
    await inSameTransaction?.(sql);
    const [row] = await sql.query<ApiKeyRow>(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()), revoked_by = coalesce(revoked_by, $3)
        WHERE business_id = $1 AND id = $2 RETURNING ${SHOWN}`,
      [businessId, id, revokedBy],
    );
    return row ?? null;
  });
}
