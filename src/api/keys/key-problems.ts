import type { ApiKeyRow } from '../../db/repositories/api-keys.js';
import { Problem } from '../../http/problem.js';

/** The same for an unknown id, a malformed one and another business's, as with operations. */
export function keyNotFound(): Problem {
  return new Problem(404, 'key_not_found', 'No such API key', 'There is no API key with this id in your business.');
}

type MadeKey = Pick<ApiKeyRow, 'id' | 'name' | 'role' | 'createdByKey' | 'expiresAt'>;

/** As many as are named. */
const MAX_NAMED = 100;

/** Asks before keys go that the caller may not have thought of. */
export function keyHasMadeKeys(madeKeys: readonly MadeKey[]): Problem {
  const count = madeKeys.length;
  const detail =
    `It has made ${count === 1 ? 'a key that is' : `${count} keys that are`} good, and nothing was revoked. ` +
    'Send the request with ?withMadeKeys=true to revoke all of them.';
  return new Problem(409, 'key_has_made_keys', 'Other keys would be revoked as well', detail, {
    extensions: {
      madeKeys: madeKeys.slice(0, MAX_NAMED).map(({ id, name, role, createdByKey, expiresAt }) => ({
        id,
        name,
        role,
        createdByKey,
        expiresAt: expiresAt.toISOString(),
      })),
    },
  });
}
