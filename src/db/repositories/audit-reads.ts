import type { AuditEntry, AuditResult } from '../../audit/audit-entry.js';
import type { Business } from '../business.js';

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly operationType?: string | undefined;
  readonly subject?: string | undefined;
  readonly target?: string | undefined;
  readonly result?: AuditResult | undefined;
  /** The first moment that counts, ISO 8601. */
  readonly from?: string | undefined;
  /** The first moment that does not count any more. */
  readonly to?: string | undefined;
}

/** An entry as the log has it. */
export interface AuditRow extends AuditEntry {
  readonly seq: number;
  /** UTC with microseconds, as it is hashed. */
  readonly at: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

const EQUAL = {
  action: 'action',
  operationType: 'operation_type',
  subject: 'subject',
  target: 'target',
  result: 'result',
} as const;

/**
 * Entries of a business, newest first, below `beforeSeq` where it is given.
 *
 * Times never go back along a chain, so a period is two places in it: looked up once each, whatever else is asked for,
 * and every index on the table ends in the place.
 */
export function listAudit(
  business: Business,
  filter: AuditFilter,
  beforeSeq: number | null,
  limit: number,
): Promise<AuditRow[]> {
  const parameters: unknown[] = [business.id, limit];
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = ['log.business_id = $1'];
  for (const [field, column] of Object.entries(EQUAL)) {
    const value = filter[field as keyof typeof EQUAL];
    if (value !== undefined) conditions.push(`log.${column} = ${parameter(value)}`);
  }
  const firstAt = (moment: string): string =>
    `(SELECT seq FROM audit_log WHERE business_id = $1 AND at >= ${parameter(moment)} ORDER BY at, seq LIMIT 1)`;
  if (filter.from !== undefined) conditions.push(`log.seq >= ${firstAt(filter.from)}`);
  if (filter.to !== undefined) conditions.push(`log.seq < coalesce(${firstAt(filter.to)}, 9223372036854775807)`);
  if (beforeSeq !== null) conditions.push(`log.seq < ${parameter(beforeSeq)}`);
  return business.query<AuditRow>(
    `SELECT seq, id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, subject, role,
            credential_kind AS "credentialKind", credential_id AS "credentialId", address, request_id AS "requestId",
            action, operation_type AS "operationType", target, selection, count, result, reason,
            encode(hash, 'hex') AS hash
       FROM audit_log AS log WHERE ${conditions.join(' AND ')} ORDER BY log.seq DESC LIMIT $2`,
    parameters,
  );
}
