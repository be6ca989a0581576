import type { Business } from '../../db/business.js';
import { lockApiKey } from '../../db/repositories/api-keys.js';
import { lockSession } from '../../db/repositories/sessions.js';
import type { Sql } from '../../operations/definition.js';
import { apiKeyBehind, type Caller, type Credential } from '../../access/caller.js';
import { credentialEnded } from './credential-problems.js';

/**
 * Looks at the caller's credential once more, in the transaction of what he changes. The guard has looked at it before the
 * body came, which may take minutes.
 *
 * The rows of a key and of a session stay locked until that transaction ends. So a revocation either waits for it, and
 * comes after it in the audit log, or was there first and is seen here. This comes last in a transaction, only before its
 * entry in the audit log: a revocation must not wait for a job's row that somebody else holds.
 *
 * @throws Problem 401; the transaction is to be rolled back
 */
export async function lockCredential(sql: Sql, { businessId, credential }: Caller): Promise<void> {
  const { kind, id } = credential;
  if (kind === 'token') return refuseExpired(credential);
  // A session's key before the session, as whoever opens one takes them: two that wait for each other would never end.
  const keyId = apiKeyBehind(credential);
  // Both at once, in this order: whoever sends more behind them can count on their locks being taken first.
  const [key, isOpen] = await Promise.all([
    keyId === null ? 'good' : lockApiKey(sql, businessId, keyId),
    kind === 'session' ? lockSession(sql, businessId, id) : true,
  ]);
  if (key === 'revoked') throw credentialEnded('The API key was revoked.');
  if (key === 'expired') throw credentialEnded('The API key has expired.');
  if (!isOpen) throw credentialEnded('The session has ended.');
}

/** The same look where nothing is changed. @throws Problem 401 */
export async function checkCredential(business: Business, caller: Caller): Promise<void> {
  // Of a token there is no row.
  if (caller.credential.kind === 'token') return refuseExpired(caller.credential);
  await business.transaction((sql) => lockCredential(sql, caller));
}

function refuseExpired({ takenUntil }: Credential): void {
  if (takenUntil && takenUntil.getTime() <= Date.now()) throw credentialEnded('The token has expired.');
}
