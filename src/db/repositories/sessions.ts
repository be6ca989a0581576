import type { Business } from '../business.js';
import type { Sql } from '../../operations/definition.js';
import type { Transaction } from '../transaction.js';
import { findPresentedApiKey } from './api-keys.js';

/** How many sessions one subject may have open; a further login ends the oldest. A login loop fills no table. */
const MAX_SESSIONS_OF_SUBJECT = 10;
/** "Last used" is written no more often than this: a page that polls would write the row with each request. */
const TOUCH_EVERY_SECONDS = 60;

export interface NewSession {
  readonly id: string;
  readonly secretHash: Buffer;
  readonly subject: string;
  readonly role: string;
  readonly operationTypes: readonly string[] | null;
  readonly openedByKind: 'token' | 'api_key';
  readonly openedById: string;
  /** When the credential that opens it ends; null where that is looked up with each request instead. */
  readonly notAfter: Date | null;
}

/** By the clock of the database. */
interface SessionEnds {
  readonly expiresAt: Date;
  /** Where nothing is asked until then. */
  readonly idleExpiresAt: Date;
}

/** @param idleSeconds the parameter of the statement */
const IDLE_EXPIRES_AT = (idleSeconds: string): string =>
  `LEAST(expires_at, last_used_at + make_interval(secs => ${idleSeconds})) AS "idleExpiresAt"`;

export interface SessionLimits {
  readonly maxSeconds: number;
  readonly idleSeconds: number;
}

export interface SessionRow extends Omit<NewSession, 'notAfter'>, SessionEnds {
  readonly secondsLeft: number;
  readonly isToBeTouched: boolean;
}

/**
 * Opens a session and takes away what is over: dead ones of the business, and the subject's oldest beyond the limit.
 *
 * @param inSameTransaction what the session is committed with or not at all; runs first
 * @returns its ends, by the clock of the database like everything else about it
 */
export function openSession(
  business: Business,
  session: NewSession,
  { maxSeconds, idleSeconds }: SessionLimits,
  inSameTransaction?: (sql: Transaction) => Promise<void>,
): Promise<SessionEnds & { secondsLeft: number }> {
  return business.transaction(async (sql) => {
    await inSameTransaction?.(sql);
    await sql.query(
      `DELETE FROM sessions
        WHERE business_id = $1
          AND (expires_at <= clock_timestamp() OR last_used_at <= clock_timestamp() - make_interval(secs => $2))`,
      [business.id, idleSeconds],
    );
    await sql.query(
      `DELETE FROM sessions
        WHERE business_id = $1
          AND id IN (SELECT id FROM sessions WHERE business_id = $1 AND subject = $2
                      ORDER BY opened_at DESC, id DESC OFFSET ${MAX_SESSIONS_OF_SUBJECT - 1})`,
      [business.id, session.subject],
    );
    const [opened] = await sql.query<SessionEnds & { secondsLeft: number }>(
      `INSERT INTO sessions (business_id, id, secret_hash, subject, role, operation_types, opened_by_kind, opened_by_id,
                             expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, LEAST(clock_timestamp() + make_interval(secs => $9), $10))
       RETURNING expires_at AS "expiresAt", ${IDLE_EXPIRES_AT('$11')},
                 floor(extract(epoch FROM expires_at - clock_timestamp()))::int AS "secondsLeft"`,
      [
        ...[business.id, session.id, session.secretHash, session.subject, session.role, session.operationTypes],
        ...[session.openedByKind, session.openedById, maxSeconds, session.notAfter, idleSeconds],
      ],
    );
    return opened!;
  });
}

/** The session if it is neither over nor idle for too long, and the key that opened it is still good. */
export async function findSession(
  business: Business,
  id: string,
  { idleSeconds }: SessionLimits,
): Promise<SessionRow | null> {
  const session = await business.firstPrepared<SessionRow>(
    'find_session',
    `SELECT id, secret_hash AS "secretHash", subject, role, operation_types AS "operationTypes",
            opened_by_kind AS "openedByKind", opened_by_id AS "openedById", expires_at AS "expiresAt",
            ${IDLE_EXPIRES_AT('$3')},
            floor(extract(epoch FROM expires_at - clock_timestamp()))::int AS "secondsLeft",
            last_used_at <= clock_timestamp() - make_interval(secs => $4) AS "isToBeTouched"
       FROM sessions
      WHERE business_id = $1 AND id = $2 AND expires_at > clock_timestamp()
        AND last_used_at > clock_timestamp() - make_interval(secs => $3)`,
    [business.id, id, idleSeconds, Math.min(TOUCH_EVERY_SECONDS, idleSeconds / 4)],
  );
  if (session?.openedByKind !== 'api_key') return session;
  // A session dies with the key that opened it.
  const key = await findPresentedApiKey(business, session.openedById);
  return !key || key.isRevoked || key.isExpired ? null : session;
}

/**
 * Whether a session has not ended, kept so until the transaction ends: `FOR KEY SHARE` conflicts with its removal, and not
 * with noting its use. How long it was silent does not count: a request of it is under way.
 */
export async function lockSession(sql: Sql, businessId: number, id: string): Promise<boolean> {
  const found = await sql.query(
    'SELECT 1 FROM sessions WHERE business_id = $1 AND id = $2 AND expires_at > clock_timestamp() FOR KEY SHARE',
    [businessId, id],
  );
  return found.length > 0;
}

/** @returns when it ends by silence now; null where it has ended */
export function touchSession(
  business: Business,
  id: string,
  { idleSeconds }: SessionLimits,
): Promise<Pick<SessionEnds, 'idleExpiresAt'> | null> {
  return business.first(
    `UPDATE sessions SET last_used_at = clock_timestamp() WHERE business_id = $1 AND id = $2
     RETURNING ${IDLE_EXPIRES_AT('$3')}`,
    [business.id, id, idleSeconds],
  );
}

/** Ending it twice does no harm. */
export async function closeSession(business: Business, id: string): Promise<void> {
  await business.query('DELETE FROM sessions WHERE business_id = $1 AND id = $2', [business.id, id]);
}
