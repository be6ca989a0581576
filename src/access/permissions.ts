import { z } from 'zod';

/** What can be asked of the API. */
export const PERMISSIONS = [
  'read',
  'results',
  'start',
  'control',
  'imports',
  'consents',
  'erase',
  'break_glass',
  'channels',
  'keys',
  'audit',
] as const;
export const permissionSchema = z.enum(PERMISSIONS).meta({ id: 'Permission' });
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['viewer', 'operator', 'admin'] as const;
export const roleSchema = z.enum(ROLES).meta({ id: 'Role' });
export type Role = (typeof ROLES)[number];

/**
 * The roles table: all there is about who may do what. `read` is jobs, gate and leads; `results` is what became of each
 * target of a job, with names of constraints and, later, recipients; `start` begins an operation;
 * `control` pauses, resumes, cancels and changes the speed; `imports` brings in files of leads, `consents` with the
 * consents of people; `erase` starts a job that cannot be undone; `break_glass` frees a lock by hand, and ends a job by
 * force; `channels` sets up the accounts that messages are sent from; `keys` makes and revokes API keys; `audit` reads the
 * log of who did what.
 */
const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  operator: ['read', 'results', 'start', 'control', 'imports'],
  admin: PERMISSIONS,
};

export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS_OF[role];
}

/** What is about operations and their jobs. */
export const OPERATION_PERMISSIONS = ['read', 'results', 'start', 'control'] as const satisfies readonly Permission[];

export function mayDo(role: Role, permission: Permission): boolean {
  return PERMISSIONS_OF[role].includes(permission);
}
