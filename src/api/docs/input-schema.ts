import { z } from 'zod';

/** The JSON Schema of what a client sends, with what it refers to. No text of it may hold what PostgreSQL cannot store. */
export function inputSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', override: ({ jsonSchema }) => sayStorable(jsonSchema) });
}

function sayStorable(schema: z.core.JSONSchema.BaseSchema): void {
  const isFree = ['pattern', 'format', 'enum', 'const', 'allOf'].every((limit) => schema[limit] === undefined);
  if (schema.type === 'string' && isFree) schema.pattern = '^[^\\u0000]*$';
}
