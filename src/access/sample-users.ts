import { SignJWT } from 'jose';
import type { TokenSettings } from '../config/tokens.js';
import { type Role, ROLES } from './permissions.js';

/** The businesses that `npm start` fills with sample data. */
const BUSINESS_IDS = [1, 2];
/** As long as a session lasts. */
const TOKEN_LIFETIME = '8h';

/** A shared key, and what tokens say of where they are for. */
export type SharedKey = Pick<TokenSettings, 'issuer' | 'audience'> & { readonly secret: string };

export interface SampleUser {
  readonly subject: string;
  readonly businessId: number;
  readonly role: Role;
  /** To open a session with, as with any bearer token. */
  readonly token: string;
}

/** One of each role in each business of the local stack. */
export function sampleUsers({ secret, issuer, audience }: SharedKey): Promise<SampleUser[]> {
  const key = new TextEncoder().encode(secret);
  const users = BUSINESS_IDS.flatMap((businessId) => ROLES.map((role) => ({ businessId, role })));
  return Promise.all(
    users.map(async ({ businessId, role }) => {
      const subject = `local-${role}`;
      const token = await new SignJWT({ business_id: businessId, role })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(TOKEN_LIFETIME)
        .sign(key);
      return { subject, businessId, role, token };
    }),
  );
}
