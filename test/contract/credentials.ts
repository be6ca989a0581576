import { SignJWT } from 'jose';
import { v7 as uuidV7 } from 'uuid';
import type { Role } from '../../src/api/auth/permissions.js';

const KEY = new TextEncoder().encode('a secret that is long enough for tests');

export interface TokenOf {
  readonly businessId: number;
  readonly role: Role;
  readonly audience?: string;
  readonly expires?: string;
}

/** A bearer token of the test systems' key. Each has an id of its own: limits count by credential. */
export function tokenOf({ businessId, role, audience = 'bulkgate', expires = '1h' }: TokenOf): Promise<string> {
  return new SignJWT({ business_id: businessId, role, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`${role}-${businessId}`)
    .setIssuer('bulkgate-local')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(KEY);
}

/** Credentials that nobody is let in with, whatever they ask for. */
export const REFUSED: Readonly<Record<string, () => Promise<string | null>>> = {
  'no token': () => Promise.resolve(null),
  'an expired one': () => tokenOf({ businessId: 1, role: 'admin', expires: '-1h' }),
  'one for another audience': () => tokenOf({ businessId: 1, role: 'admin', audience: 'somebody-else' }),
  'a key that nobody has made': () => Promise.resolve(`bg_1_${uuidV7()}_${'0'.repeat(43)}`),
};
