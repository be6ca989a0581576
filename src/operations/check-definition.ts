import { z } from 'zod';
import { OPERATION_TYPE, type RowsDefinition } from './definition.js';
import { policyFields } from './policy.js';
import { WAYS_TO_SELECT } from './selection.js';

const isFunction = (given: unknown): boolean => typeof given === 'function';
const someFunction = z.custom(isFunction, { error: 'must be a function' });

/** Of an object: JSON Schema, from which the document and the forms are made, must be able to say it. */
const objectSchema = z
  .custom<z.ZodType>((given) => given instanceof z.ZodType, { error: 'must be a schema made with the z of the kit' })
  .refine(isObjectInJsonSchema, { error: 'must be an object that JSON Schema can describe' });

const table = z.string().regex(/^([a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,62}$/, {
  error: 'must be the name of a table, with or without that of its schema',
});
const column = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, { error: 'must be the name of a column' });
const namingColumn = z.strictObject({ table, column });

/** Strict: a misspelt `finish` would never run. */
const definitionSchema = z.strictObject({
  type: z.string().regex(OPERATION_TYPE, { error: 'must be lower-case letters, digits and _' }),
  summary: z.string().min(1).max(200),
  policy: policyFields,
  kind: z.literal('rows', { error: 'must be "rows"' }),
  targets: z.strictObject({
    table,
    tracksWrites: z.boolean(),
    nameOf: z.string().min(1),
    filterSchema: objectSchema,
    filterCondition: someFunction,
    everything: z.string().min(1, { error: 'must be SQL; leave it out where "all" is every row' }).optional(),
    dependants: z.array(namingColumn).optional(),
    references: z.array(namingColumn).optional(),
  }),
  selectedBy: z
    .array(z.enum(WAYS_TO_SELECT))
    .min(1, { error: 'must name a way to select; leave it out where every way is possible' })
    .optional(),
  isArchived: z.boolean().optional(),
  parameters: objectSchema,
  act: someFunction,
  finish: someFunction.optional(),
  afterCommit: someFunction.optional(),
  afterRestore: someFunction.optional(),
});

/** What keeps this from being a definition, by the place of the fault; empty where nothing does. */
export function definitionFaults(given: unknown): string[] {
  const { error } = definitionSchema.safeParse(given);
  return error?.issues.map(({ path, message }) => `${path.join('.') || '(whole)'}: ${message}`) ?? [];
}

export function isDefinition(given: unknown): given is RowsDefinition {
  return definitionFaults(given).length === 0;
}

function isObjectInJsonSchema(schema: z.ZodType): boolean {
  try {
    const { $ref = '', $defs = {}, type } = z.toJSONSchema(schema, { io: 'input' });
    // One with a name is referred to.
    return (type ?? $defs[$ref.replace('#/$defs/', '')]?.type) === 'object';
  } catch {
    return false;
  }
}
