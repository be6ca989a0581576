/** How an act ended: it took effect, it was refused and changed nothing, or it failed and may have taken effect. */
export const AUDIT_RESULTS = ['done', 'refused', 'failed'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/**
 * One act, as it is written down for good. No personal data: who acted is an opaque id, what was chosen is said in words
 * and names of fields. Place, time and hash are the database's to give.
 */
export interface AuditEntry {
  /** UUID of the act. An entry that is appended twice is one entry. */
  readonly id: string;
  readonly subject: string;
  readonly role: string;
  readonly credentialKind: string;
  readonly credentialId: string;
  /** Where the request came from, as far as the API sees. */
  readonly address: string | null;
  readonly requestId: string;
  readonly action: string;
  readonly operationType: string | null;
  /** Id of what was acted on. */
  readonly target: string | null;
  readonly selection: string | null;
  readonly count: number | null;
  readonly result: AuditResult;
  /** Code of the problem that the caller was told, or a word about how it was done. */
  readonly reason: string | null;
}
