import { z } from 'zod';
import type { OperationRegistry } from '../../operations/definition.js';
import { PARTS } from '../../observability/health.js';
import { auditEntrySchema } from '../audit/audit-listing.js';
import { callSchema } from '../calls/call-listing.js';
import { heldGateSchema } from '../gate/gate-listing.js';
import { newKeySchemaOf } from '../keys/key-requests.js';
import { issuedKeySchema, keyViewSchema } from '../keys/key-view.js';
import { leadSchema } from '../leads/lead-listing.js';
import { speedSchema } from '../operations/job-controls.js';
import { jobViewSchema } from '../operations/job-view.js';
import { optionsSchema } from '../operations/operation-request.js';
import { sessionViewSchema } from '../session/sessions.js';

type JsonSchema = Record<string, unknown>;

const nextCursor = z.string().nullable().describe('`cursor` of the next page; null on the last one');

const problemSchema = z.object({
  type: z.string().describe('Stable path that names the problem, made from `code`'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('Stable: branch on this'),
  detail: z.string().optional().describe('For people'),
  instance: z.string().describe('Path of the request'),
  requestId: z.string().describe('Also in the header `x-request-id`, and in our logs'),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .optional()
    .describe('Faulty fields of the request'),
});

const checkSchema = z.object({
  status: z.enum(['ok', 'error']),
  durationMs: z.int(),
  error: z.string().optional(),
});

const answers = {
  Job: jobViewSchema,
  JobPage: z.object({ items: z.array(jobViewSchema), nextCursor }),
  HeldGate: heldGateSchema,
  HeldGates: z.object({ items: z.array(heldGateSchema) }),
  Lead: leadSchema,
  LeadPage: z.object({ items: z.array(leadSchema), nextCursor }),
  Call: callSchema,
  CallPage: z.object({ items: z.array(callSchema), nextCursor }),
  Preparing: z.object({
    success: z.literal(true),
    status: z.literal('processing'),
    message: z.string().describe('For people; says in how many seconds to come back'),
  }),
  Session: sessionViewSchema,
  Alive: z.object({ alive: z.literal(true) }),
  Key: keyViewSchema,
  KeyPage: z.object({ items: z.array(keyViewSchema), nextCursor }),
  IssuedKey: issuedKeySchema,
  AuditEntry: auditEntrySchema,
  AuditPage: z.object({ items: z.array(auditEntrySchema), nextCursor }),
  Health: z.object({
    ready: z.boolean(),
    checks: z.object(Object.fromEntries(PARTS.map((part) => [part, checkSchema]))),
  }),
  Problem: problemSchema,
} as const;

export type SchemaName = keyof typeof answers | 'NewOperation' | 'Speed' | 'Nothing' | 'NewKey';

export function schemaRef(name: SchemaName): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** Every schema of the API, as OpenAPI 3.1 wants it: JSON Schema 2020-12. */
export function componentSchemas(registry: OperationRegistry): Record<SchemaName, JsonSchema> {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, { io: 'output', uri: (id) => schemaRef(id as SchemaName).$ref });
  const ofAnswers = Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)])) as Record<
    keyof typeof answers,
    JsonSchema
  >;
  // Each route says which members its problems have beside these, and closes them.
  delete ofAnswers.Problem.additionalProperties;
  return {
    ...ofAnswers,
    Nothing: {
      type: 'object',
      properties: {},
      additionalProperties: false,
      description: 'An empty object, or no body',
    },
    NewOperation: jsonSchemaOf(newOperationSchema(registry)),
    NewKey: jsonSchemaOf(newKeySchemaOf(registry)),
    Speed: { ...jsonSchemaOf(speedSchema), minProperties: 1 },
  };
}

/** The JSON Schema of what a client sends. No text of it may hold what PostgreSQL cannot store. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return bare(z.toJSONSchema(schema, { io: 'input', override: ({ jsonSchema }) => sayStorable(jsonSchema) }));
}

function sayStorable(schema: z.core.JSONSchema.BaseSchema): void {
  const isFree = ['pattern', 'format', 'enum', 'const', 'allOf'].every((limit) => schema[limit] === undefined);
  if (schema.type === 'string' && isFree) schema.pattern = '^[^\\u0000]*$';
}

/**
 * What the reader of `POST /operations` accepts. It checks ids while they stream past, so this is a description of it,
 * not what it runs; a test holds the two together.
 */
export function newOperationSchema(registry: OperationRegistry) {
  const filters = [...registry.values()].map(({ targets }) => targets.filterSchema);
  const [filter = z.never(), ...others] = [...new Set(filters)];
  return z.strictObject({
    type: z.enum([...registry.keys()] as [string, ...string[]]).describe('Operation type'),
    selection: z
      .union([
        z.strictObject({ ids: z.array(z.int().positive()).min(1) }),
        z.strictObject({
          filter: (others.length === 0 ? filter : z.union([filter, ...others])).meta({ minProperties: 1 }),
        }),
        z.strictObject({ all: z.literal(true) }),
      ])
      .describe('What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything'),
    options: optionsSchema.optional().describe("In place of the policy's values; can be changed while the job runs"),
  });
}

function bare(schema: object): JsonSchema {
  const own = ['$schema', '$id', 'id'];
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !own.includes(keyword)));
}
