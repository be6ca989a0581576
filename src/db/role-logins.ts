import type pg from 'pg';
import type { DatabaseRole } from './roles.js';

export type RolePasswords = Readonly<Partial<Record<DatabaseRole, string>>>;

/**
 * Lets roles of the programs log in with these passwords, so that each program logs in as its own role and has nothing
 * to fall back to. Roles without one stay as they are: where other logins are members of them, nothing is to be done.
 *
 * @param client of whoever may change roles: the one that migrates
 */
export async function allowLogins(client: pg.Client, passwords: RolePasswords): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  }
}
