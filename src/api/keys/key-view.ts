import { z } from 'zod';
import type { ApiKeyRow } from '../../db/repositories/api-keys.js';
import { roleSchema } from '../../access/permissions.js';

const KEY_STATES = ['active', 'expired', 'revoked'] as const;

export const keyViewSchema = z.object({
  id: z.uuid().describe('Also the middle part of the key itself'),
  name: z.string(),
  state: z.enum(KEY_STATES).meta({ id: 'KeyState' }),
  role: roleSchema,
  operationTypes: z.array(z.string()).nullable().describe('What it is limited to; null for all operation types'),
  createdBy: z.string().describe('Subject of whoever made it; `api_key:<id>` for another key'),
  createdByKey: z.uuid().nullable().describe('The key that made it, with which it is revoked; null where no key did'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedBy: z.string().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('To the minute'),
});

export const issuedKeySchema = keyViewSchema.extend({
  key: z.string().describe('For `Authorization: Bearer …`. Shown this once: we keep only its hash'),
});

export type KeyView = z.infer<typeof keyViewSchema>;
export type IssuedKey = z.infer<typeof issuedKeySchema>;

/** An API key as it is shown. */
export function keyView({ isExpired, role, ...key }: ApiKeyRow): KeyView {
  return {
    id: key.id,
    name: key.name,
    state: key.revokedAt ? 'revoked' : isExpired ? 'expired' : 'active',
    role: role as KeyView['role'], // the table has a CHECK
    operationTypes: key.operationTypes,
    createdBy: key.createdBy,
    createdByKey: key.createdByKey,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt.toISOString(),
    revokedBy: key.revokedBy,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
