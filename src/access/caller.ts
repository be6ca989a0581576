import type { Role } from './permissions.js';

/** What the caller has shown. `id` tells credentials of a kind apart; it is no secret. */
export interface Credential {
  readonly kind: 'token' | 'api_key' | 'session';
  readonly id: string;
  /** When it ends by itself, where that is known: a token always says so. A session opened with it ends no later. */
  readonly expiresAt?: Date;
  /** Of a token: when it is refused from, which is `expiresAt` and what clocks may differ by. */
  readonly takenUntil?: Date;
  /** Of a session: the credential it was opened with. Whoever counts what one credential does counts this one. */
  readonly openedBy?: Pick<Credential, 'kind' | 'id'>;
}

/** The API key that somebody acts with, also where it has opened his session; null for a person. */
export function apiKeyBehind({ kind, id, openedBy }: Credential): string | null {
  if (kind === 'api_key') return id;
  return openedBy?.kind === 'api_key' ? openedBy.id : null;
}

/** Who asks. The business always comes from the credential, never from the request. */
export interface Caller {
  /** Opaque id of the subject: never a name, because it is stored with the job and shown in Temporal. */
  readonly subject: string;
  readonly businessId: number;
  readonly role: Role;
  readonly credential: Credential;
  /** The operation types that the credential is limited to; null for all of them. */
  readonly operationTypes: readonly string[] | null;
}
