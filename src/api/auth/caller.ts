import type { Role } from './permissions.js';

/** Who asks. The business always comes from the credential, never from the request. */
export interface Caller {
  /** Opaque id of the subject: never a name, because it is stored with the job and shown in Temporal. */
  readonly subject: string;
  readonly businessId: number;
  readonly role: Role;
}
