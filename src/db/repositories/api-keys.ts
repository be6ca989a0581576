import type { Business } from '../business.js';
import type { Sql } from '../../operations/definition.js';
import type { Transaction } from '../transaction.js';

/** An API key as it may be shown: all but the hash of its secret. */
export interface ApiKeyRow {
  readonly id: string;
  /** What people know it by. */
  readonly name: string;
  readonly role: string;
  /** The operation types that it is limited to; null for all of them. */
  readonly operationTypes: string[] | null;
  readonly createdBy: string;
  /** The key that made it; null where no key did. */
  readonly createdByKey: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** By the database's clock, which is the same for every process. */
  readonly isExpired: boolean;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly lastUsedAt: Date | null;
}

interface NewApiKey extends Pick<
  ApiKeyRow,
  'id' | 'name' | 'role' | 'operationTypes' | 'createdBy' | 'createdByKey' | 'expiresAt'
> {
  readonly secretHash: Buffer;
}

const SHOWN = `id, name, role, operation_types AS "operationTypes", created_by AS "createdBy",
               created_by_key AS "createdByKey", created_at AS "createdAt", expires_at AS "expiresAt", expires_at <= clock_timestamp() AS "isExpired", revoked_at AS "revokedAt",
               revoked_by AS "revokedBy", last_used_at AS "lastUsedAt"`;

/** @param inSameTransaction is committed with the key or not at all; runs last */
export function insertApiKey(
  business: Business,
  key: NewApiKey,
  inSameTransaction?: (sql: Transaction, key: ApiKeyRow) => Promise<void>,
): Promise<ApiKeyRow> {
  return business.transaction(async (sql) => {
    const [row] = await sql.query<ApiKeyRow>(
      `INSERT INTO api_keys (business_id, id, name, secret_hash, role, operation_types, created_by, created_by_key,
                             expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${SHOWN}`,
      [
        ...[business.id, key.id, key.name, key.secretHash, key.role, key.operationTypes, key.createdBy],
        ...[key.createdByKey, key.expiresAt],
      ],
    );
    await inSameTransaction?.(sql, row!);
    return row!;
  });
}

/** Keys of a business, newest first: ids are UUID v7. */
export function listApiKeys(
  business: Business,
  { beforeId, limit }: { readonly beforeId?: string | undefined; readonly limit: number },
): Promise<ApiKeyRow[]> {
  return business.query(
    `SELECT ${SHOWN} FROM api_keys WHERE business_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [business.id, beforeId ?? null, limit],
  );
}

/** What a check of a key needs. */
interface PresentedApiKey extends Pick<ApiKeyRow, 'role' | 'operationTypes' | 'expiresAt' | 'isExpired'> {
  readonly secretHash: Buffer;
  readonly isRevoked: boolean;
  /** That it is in use was written down within the last minute. */
  readonly isUseNoted: boolean;
}

/** One look-up by primary key. Each request makes it, so that a key which is revoked is refused at once, everywhere. */
export function findPresentedApiKey(business: Business, id: string): Promise<PresentedApiKey | null> {
  return business.firstPrepared<PresentedApiKey>(
    'find_presented_api_key',
    `SELECT secret_hash AS "secretHash", role, operation_types AS "operationTypes",
            expires_at AS "expiresAt", expires_at <= clock_timestamp() AS "isExpired",
            revoked_at IS NOT NULL AS "isRevoked",
            coalesce(last_used_at > clock_timestamp() - interval '1 minute', false) AS "isUseNoted"
       FROM api_keys WHERE business_id = $1 AND id = $2`,
    [business.id, id],
  );
}

/**
 * Whether a key is good, kept so until the transaction ends: `FOR SHARE` conflicts with every update of the row, and so
 * with a revocation of any release.
 */
export async function lockApiKey(sql: Sql, businessId: number, id: string): Promise<'good' | 'revoked' | 'expired'> {
  const [key] = await sql.query<{ isRevoked: boolean; isExpired: boolean }>(
    `SELECT revoked_at IS NOT NULL AS "isRevoked", expires_at <= clock_timestamp() AS "isExpired"
       FROM api_keys WHERE business_id = $1 AND id = $2 FOR SHARE`,
    [businessId, id],
  );
  if (!key || key.isRevoked) return 'revoked';
  return key.isExpired ? 'expired' : 'good';
}

/** Writes down that a key is in use, at most once a minute. */
export async function noteApiKeyUse(business: Business, id: string): Promise<void> {
  await business.query(
    `UPDATE api_keys SET last_used_at = clock_timestamp() WHERE business_id = $1 AND id = $2
        AND (last_used_at IS NULL OR last_used_at <= clock_timestamp() - interval '1 minute')`,
    [business.id, id],
  );
}

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const REVOCATION_LOCK = 1_802_465_633;

export interface Revocation {
  readonly revokedBy: string;
  /** Also the keys that it has made, those that they have made, and so on. */
  readonly withMadeKeys: boolean;
  /** Committed with the revocation or not at all. Runs before anything is changed: a key may revoke itself. */
  readonly first?: (sql: Transaction) => Promise<void>;
  /** The same; runs when all is done. */
  readonly last?: (sql: Transaction, key: ApiKeyRow, madeKeys: readonly ApiKeyRow[]) => Promise<void>;
}

export type RevocationOutcome =
  | { readonly outcome: 'revoked'; readonly key: ApiKeyRow; readonly madeKeys: readonly ApiKeyRow[] }
  /** Nothing was revoked: there are keys that would have to be revoked with it. */
  | { readonly outcome: 'has made keys'; readonly key: ApiKeyRow; readonly madeKeys: readonly ApiKeyRow[] }
  /** The business has none of this id. */
  | { readonly outcome: 'unknown' };

/**
 * Revokes a key for good; of two revocations the first one stands. The keys that it made are revoked with it, or it is not
 * revoked either: whoever has got hold of a key would otherwise keep those that he made with it. Those that are revoked
 * or have expired already stay as they are.
 *
 * One revocation at a time in a business: two keys that revoke each other would each wait for the other's row.
 */
export function revokeApiKey(
  business: Business,
  id: string,
  { revokedBy, withMadeKeys, first, last }: Revocation,
): Promise<RevocationOutcome> {
  return business.transaction(async (sql): Promise<RevocationOutcome> => {
    await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [REVOCATION_LOCK, business.id]);
    await first?.(sql);
    const [found] = await sql.query<ApiKeyRow>(
      `SELECT ${SHOWN} FROM api_keys WHERE business_id = $1 AND id = $2 FOR UPDATE`,
      [business.id, id],
    );
    if (!found) return { outcome: 'unknown' };
    const good = (await lockMadeKeys(sql, business.id, id)).filter((key) => !key.revokedAt && !key.isExpired);
    if (good.length > 0 && !withMadeKeys) return { outcome: 'has made keys', key: found, madeKeys: good };
    const rows = await sql.query<ApiKeyRow>(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()), revoked_by = coalesce(revoked_by, $3)
        WHERE business_id = $1 AND id = ANY($2) RETURNING ${SHOWN}`,
      [business.id, [id, ...good.map((key) => key.id)], revokedBy],
    );
    const key = rows.find((row) => row.id === id)!;
    const madeKeys = rows.filter((row) => row.id !== id);
    await last?.(sql, key, madeKeys);
    return { outcome: 'revoked', key, madeKeys };
  });
}

/**
 * All keys that come from this one. A generation a statement, each locked before the next is looked for: whoever makes a
 * key holds his own (`lockApiKey`), so either his key is committed and found here, or he waits and finds his own revoked.
 * One recursive statement would see the keys of its own beginning alone.
 */
async function lockMadeKeys(sql: Sql, businessId: number, id: string): Promise<ApiKeyRow[]> {
  const all: ApiKeyRow[] = [];
  let makers = [id];
  while (makers.length > 0) {
    const made = await sql.query<ApiKeyRow>(
      `SELECT ${SHOWN} FROM api_keys WHERE business_id = $1 AND created_by_key = ANY($2) ORDER BY id FOR UPDATE`,
      [businessId, makers],
    );
    all.push(...made);
    makers = made.map((key) => key.id);
  }
  return all;
}
