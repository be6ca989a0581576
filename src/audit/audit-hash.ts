import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.js';

/** The fields of an entry that its hash is made of, as texts, null where there is none. */
export type HashedEntry = {
  readonly [Field in keyof AuditEntry]: null extends AuditEntry[Field] ? string | null : string;
} & {
  readonly businessId: string;
  readonly seq: string;
  /** UTC with microseconds: `2026-01-31T12:00:00.000000Z`. */
  readonly at: string;
};

/** Name of the format, and the first thing that is hashed of each entry. */
const FORMAT = 'bulkgate-audit-1';
/** In the order in which they are hashed. */
const FIELDS = [
  ...(['businessId', 'seq', 'id', 'at', 'subject', 'role', 'credentialKind', 'credentialId', 'address'] as const),
  ...(['requestId', 'action', 'operationType', 'target', 'selection', 'count', 'result', 'reason'] as const),
] satisfies readonly (keyof HashedEntry)[];

/** Before the first entry of a chain. */
export const NO_HASH = Buffer.alloc(32);

/**
 * SHA-256 over the hash before and the fields, each with its length in front (4 bytes, big-endian; -1 for null), so that
 * no two entries have the same bytes. Written apart from the SQL of `append_audit`, so that each checks the other.
 */
export function auditHash(previous: Uint8Array, entry: HashedEntry): Buffer {
  const hash = createHash('sha256').update(previous);
  for (const field of [FORMAT, ...FIELDS.map((name) => entry[name])]) {
    const bytes = field === null ? null : Buffer.from(field, 'utf8');
    const length = Buffer.alloc(4);
    length.writeInt32BE(bytes?.length ?? -1);
    hash.update(length);
    if (bytes) hash.update(bytes);
  }
  return hash.digest();
}
