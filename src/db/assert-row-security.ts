import type { DataSource } from 'typeorm';
import { query } from './transaction.js';

/** On this connection one business could see another: no program may run on it. */
export class RowSecurityMissing extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`DATABASE_URL is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'RowSecurityMissing';
  }
}

interface Login {
  readonly name: string;
  readonly role: string;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
  readonly bypassesRls: boolean;
  readonly ownsTables: boolean;
  readonly otherRoles: readonly string[];
}

/**
 * Refuses a connection without row-level security. In production it refuses also a login that could give its role up
 * and be more than that role: one statement of an SQL injection (`RESET ROLE`) would be enough.
 *
 * @throws RowSecurityMissing naming every fault
 */
export async function assertRowSecurity(dataSource: DataSource, isProduction: boolean): Promise<void> {
  const [login] = await query<Login>(
    dataSource,
    `SELECT session_user AS name, current_user AS role, row_security_active('jobs') AS "isActive",
            r.rolsuper AS "isSuperuser", r.rolbypassrls AS "bypassesRls",
            EXISTS (SELECT FROM pg_class c WHERE c.relkind = 'r'
                       AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS "ownsTables",
            ARRAY(SELECT o.rolname::text FROM pg_roles o
                   WHERE o.rolname LIKE 'bulkgate\\_%' AND o.rolname NOT IN (current_user, session_user)
                     AND pg_has_role(session_user, o.oid, 'MEMBER') ORDER BY 1) AS "otherRoles"
       FROM pg_roles r WHERE r.rolname = session_user`,
  );
  const { name, role, isActive, isSuperuser, bypassesRls, ownsTables, otherRoles } = login!;
  const faults: string[] = [];
  if (!isActive) faults.push(`row-level security does not hold for ${role}`);
  if (isProduction) {
    if (isSuperuser) faults.push(`${name} is a superuser: log in as ${role}`);
    else if (bypassesRls) faults.push(`${name} may bypass row-level security: log in as ${role}`);
    else if (ownsTables) faults.push(`${name} owns tables: log in as ${role}`);
    else if (otherRoles.length > 0) faults.push(`${name} may also become ${otherRoles.join(', ')}: log in as ${role}`);
  }
  if (faults.length > 0) throw new RowSecurityMissing(faults);
}
