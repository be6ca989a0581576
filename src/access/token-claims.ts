import { z } from 'zod';
import { isOpaqueId, isSubject } from '../audit/subject.js';
import type { Caller } from './caller.js';
import { InvalidCredential } from './credential-verifier.js';
import { roleSchema } from './permissions.js';

const MAX_INT32 = 2_147_483_647;
/** The last moment that a date can hold, in seconds, less what clocks may differ by. */
const MAX_SECONDS = 8_639_999_999_000;

const claimsSchema = z.object({
  /** An id and no address: it goes into Temporal's histories and logs, where no personal data may be. */
  sub: z.string().refine(isSubject),
  business_id: z.int().positive().max(MAX_INT32),
  role: roleSchema,
  jti: z.string().refine(isOpaqueId).optional(),
  /** Read here too: 1e999 is a number for JSON and never comes, and a date ends before that. */
  exp: z.number().positive().max(MAX_SECONDS),
  /** There, and a number, where a token's age is limited: jose has looked. */
  iat: z.number().optional(),
});

/** How long a token is taken. */
export interface TokenLife {
  readonly clockToleranceSeconds: number;
  /** Counted from `iat`, whatever `exp` says. */
  readonly maxTokenAgeSeconds?: number | undefined;
}

/** The caller that a token's claims name. @param payload of a token whose signature is good @throws InvalidCredential */
export function callerOfClaims(payload: unknown, life: TokenLife): Caller {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) {
    const names = claims.error.issues.map(({ path }) => path.join('.'));
    throw new InvalidCredential(`claims missing or not usable: ${names.join(', ')}`);
  }
  const { sub, business_id: businessId, role, jti, exp, iat } = claims.data;
  const { clockToleranceSeconds, maxTokenAgeSeconds = Infinity } = life;
  const endsAt = Math.min(exp, (iat ?? exp) + maxTokenAgeSeconds);
  const credential = {
    kind: 'token',
    id: jti ?? sub,
    expiresAt: new Date(endsAt * 1_000),
    takenUntil: new Date((endsAt + clockToleranceSeconds) * 1_000),
  } as const;
  return { subject: sub, businessId, role, credential, operationTypes: null };
}
