import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Caller } from './caller.js';
import { ROLES } from './permissions.js';

/** The credential is not good; the message may be told to its bearer. */
export class InvalidCredential extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'InvalidCredential';
  }
}

/** Where callers come from. One method, so that another kind of credential is another class. */
export interface CredentialVerifier {
  /** @throws InvalidCredential */
  verify(bearerToken: string): Promise<Caller>;
}

export interface JwtSettings {
  /** Shared key, at least 32 characters. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
}

const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_INT32 = 2_147_483_647;

const claimsSchema = z.object({
  /** An id and no address: it goes into Temporal's histories and logs, where no personal data may be. */
  sub: z.string().regex(/^[^\s@+][^\s@]{0,199}$/),
  business_id: z.int().positive().max(MAX_INT32),
  role: z.enum(ROLES),
  jti: z.string().min(1).max(200).optional(),
  /** In seconds since 1970; `jwtVerify` insists on it. */
  exp: z.number().positive().max(8_640_000_000_000),
});

/** JWTs signed with one shared key. The algorithm is pinned: a token does not choose how it is checked. */
export class SharedKeyJwtVerifier implements CredentialVerifier {
  readonly #key: Uint8Array;

  constructor(private readonly settings: JwtSettings) {
    this.#key = new TextEncoder().encode(settings.secret);
  }

  async verify(bearerToken: string): Promise<Caller> {
    const claims = claimsSchema.safeParse(await this.#payload(bearerToken));
    if (!claims.success) {
      const names = claims.error.issues.map(({ path }) => path.join('.'));
      throw new InvalidCredential(`claims missing or not usable: ${names.join(', ')}`);
    }
    const { sub, business_id: businessId, role, jti, exp } = claims.data;
    const credential = { kind: 'token', id: jti ?? sub, expiresAt: new Date(exp * 1_000) } as const;
    return { subject: sub, businessId, role, credential, operationTypes: null };
  }

  async #payload(bearerToken: string): Promise<unknown> {
    const { issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(bearerToken, this.#key, {
        algorithms: ['HS256'],
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp'],
      });
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new InvalidCredential('the token has expired', { cause });
      if (cause instanceof errors.JWTClaimValidationFailed) {
        throw new InvalidCredential(`claim ${cause.claim} is missing or not the expected one`, { cause });
      }
      if (cause instanceof errors.JOSEError) throw new InvalidCredential('the token is not valid', { cause });
      throw cause;
    }
  }
}
