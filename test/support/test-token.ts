import { type JWTPayload, SignJWT } from 'jose';
import type { Role } from '../../src/access/permissions.js';

const SECRET = new TextEncoder().encode('a secret that is long enough for tests');

interface TokenChanges extends JWTPayload {
  readonly audience?: string;
  /** From now on, or as seconds since 1970. */
  readonly expires?: string | number;
  readonly key?: Uint8Array;
}

/** A bearer token of the test systems' key, unless another is given. @param changes other claims among them */
export function testToken(
  businessId: number,
  role: Role = 'operator',
  subject = 'operator-1',
  { audience = 'bulkgate', expires = '1h', key = SECRET, ...claims }: TokenChanges = {},
): Promise<string> {
  return new SignJWT({ business_id: businessId, role, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setIssuer('bulkgate-local')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
}
