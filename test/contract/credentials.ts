import { v7 as uuidV7 } from 'uuid';
import type { Role } from '../../src/access/permissions.js';
import { testToken } from '../support/test-token.js';

export interface TokenOf {
  readonly businessId: number;
  readonly role: Role;
  readonly audience?: string;
  readonly expires?: string;
}

/** A bearer token of the test systems' key. Each has an id of its own: limits count by credential. */
export function tokenOf({ businessId, role, ...rest }: TokenOf): Promise<string> {
  return testToken(businessId, role, `${role}-${businessId}`, { ...rest, jti: crypto.randomUUID() });
}

/** Credentials that nobody is let in with, whatever they ask for. */
export const REFUSED: Readonly<Record<string, () => Promise<string | null>>> = {
  'no token': () => Promise.resolve(null),
  'an expired one': () => tokenOf({ businessId: 1, role: 'admin', expires: '-1h' }),
  'one for another audience': () => tokenOf({ businessId: 1, role: 'admin', audience: 'somebody-else' }),
  'a key that nobody has made': () => Promise.resolve(`bg_1_${uuidV7()}_${'0'.repeat(43)}`),
};
