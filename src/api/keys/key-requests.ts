import { z } from 'zod';
import { type OperationRegistry, operationTypeSchema } from '../../operations/definition.js';
import { moment } from '../../operations/moment.js';
import { KEY_ID_PATTERN } from '../../access/keys/api-key.js';
import { KEY_NAME, MAX_KEY_LIFE_DAYS } from '../../access/keys/issue-api-key.js';
import { roleSchema } from '../../access/permissions.js';
import { cursorField, limitField } from '../paging.js';

const MAX_TYPES = 50;

const keyName = z
  .string()
  .regex(KEY_NAME, {
    error:
      'must be 1 to 100 letters, digits, spaces and ._:/()#-, beginning with a letter or digit and not ending with a space',
  })
  .describe('What people know it by; no names of persons');

const shapeOf = <Type extends z.ZodType<string>>(operationType: Type) =>
  z.strictObject({
    name: keyName,
    role: roleSchema,
    operationTypes: z
      .array(operationType)
      .min(1)
      .max(MAX_TYPES)
      .nullable()
      .default(null)
      .describe('The operation types that it may start and control; null for all that its role may'),
    expiresAt: moment.describe(
      `At most ${MAX_KEY_LIFE_DAYS} days from now, and not after the credential that makes it ends`,
    ),
  });

/** Body of `POST /keys`. Which operation types there are is for the registry to say. */
export const newKeySchema = shapeOf(z.string().max(100));

/** The same with the operation types that there are: for the documentation. */
export function newKeySchemaOf(registry: OperationRegistry) {
  return shapeOf(operationTypeSchema(registry));
}

export const keyListQuery = z.strictObject({ limit: limitField, cursor: cursorField(KEY_ID_PATTERN) });

export const keyRevocationQuery = z.strictObject({
  withMadeKeys: z
    .literal('true')
    .optional()
    .describe('Revokes the keys that it has made as well, which a 409 has named'),
});
