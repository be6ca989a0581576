import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { OperationRegistry } from '../../operations/definition.js';
import { PARTS } from '../../observability/health.js';
import { countSchema } from '../../operations/count.js';
import { auditEntrySchema, auditListQuery } from '../audit/audit-listing.js';
import { targetRecordSchema } from '../audit/target-history.js';
import { callSchema } from '../calls/call-listing.js';
import { freedGateSchema, freeGateSchema } from '../gate/free-gate-request.js';
import { drainSchema, heldGateSchema } from '../gate/gate-listing.js';
import { newKeySchemaOf } from '../keys/key-requests.js';
import { issuedKeySchema, keyViewSchema } from '../keys/key-view.js';
import { leadSchema, leadSortSchema } from '../leads/lead-listing.js';
import { failedRowSchema, failedRowsQuery } from '../imports/failed-rows.js';
import { importViewSchema } from '../imports/import-view.js';
import { phoneAccountSchema, whatsAppAccountSchema } from '../channels/channel-requests.js';
import { channelListSchema, channelViewSchema } from '../channels/channel-view.js';
import { askedAgainSchema } from '../jobs/ask-again.js';
import { dryRunSchema } from '../jobs/dry-run-view.js';
import { speedSchema } from '../jobs/start-options.js';
import { resultListQuery, resultSummarySchema } from '../jobs/job-results.js';
import { jobStatusSchema, jobViewSchema } from '../jobs/job-view.js';
import { followUpSchema, restoreSchema } from '../jobs/follow-up.js';
import { jobSnapshotSchema, serverStateSchema } from '../jobs/sent-jobs.js';
import { newJobName, newJobSchema } from '../jobs/new-job-schema.js';
import { targetResultSchema } from '../jobs/target-results.js';
import { operationTypeListSchema } from '../operation-types/operation-type-listing.js';
import { sessionViewSchema } from '../session/sessions.js';
import { inputSchemaOf } from './input-schema.js';
import { problemComponents } from './problem-schemas.js';
import { schemaRef } from './schema-ref.js';

type JsonSchema = Record<string, unknown>;

const nextCursor = z.string().nullable().describe('`cursor` of the next page; null on the last one');
const pageSchema = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor });

const problemSchema = z.object({
  type: z.string().describe('Stable path that names the problem, made from `code`'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('Stable: branch on this'),
  detail: z.string().optional().describe('For people'),
  instance: z.string().describe('Path of the request'),
  requestId: z.string().describe('Also in the header `x-request-id`, and in our logs'),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }).meta({ id: 'FieldError' }))
    .optional()
    .describe('Faulty fields of the request'),
});

const checkSchema = z
  .object({
    status: z.enum(['ok', 'error']).meta({ id: 'HealthState' }),
    durationMs: z.int(),
    error: z.string().optional(),
  })
  .meta({ id: 'HealthCheck' });

const answers = {
  DryRun: dryRunSchema,
  Job: jobViewSchema,
  JobPage: pageSchema(jobViewSchema),
  ServerState: serverStateSchema,
  JobSnapshot: jobSnapshotSchema,
  TargetResult: targetResultSchema,
  ResultPage: pageSchema(targetResultSchema),
  ResultSummary: resultSummarySchema,
  AskedAgain: askedAgainSchema,
  OperationTypeList: operationTypeListSchema,
  HeldGate: heldGateSchema,
  Drain: drainSchema,
  HeldGates: z.object({
    items: z.array(heldGateSchema),
    drains: z.array(drainSchema).describe('New starts of these are refused with 503 `draining`'),
  }),
  Lead: leadSchema,
  LeadPage: pageSchema(leadSchema).extend({
    previousCursor: z
      .string()
      .nullable()
      .describe(
        '`cursor` of the page before; null on the first one. That page is empty where its leads are gone by then',
      ),
    count: countSchema
      .nullable()
      .describe(
        'How many leads match, exact up to 10,000; null where it was not asked for, or nothing is known in time',
      ),
  }),
  Import: importViewSchema,
  ImportPage: pageSchema(importViewSchema),
  FailedRow: failedRowSchema,
  FailedRowPage: pageSchema(failedRowSchema),
  FreedGate: freedGateSchema,
  Channel: channelViewSchema,
  ChannelList: channelListSchema,
  Call: callSchema,
  CallPage: pageSchema(callSchema),
  Preparing: z.object({
    success: z.literal(true),
    status: z.literal('processing'),
    message: z.string().describe('For people; says in how many seconds to come back'),
  }),
  Session: sessionViewSchema,
  Alive: z.object({ alive: z.literal(true) }),
  Key: keyViewSchema,
  KeyPage: pageSchema(keyViewSchema),
  IssuedKey: issuedKeySchema,
  AuditEntry: auditEntrySchema,
  AuditPage: pageSchema(auditEntrySchema),
  TargetRecord: targetRecordSchema,
  TargetRecordPage: pageSchema(targetRecordSchema),
  Health: z.object({
    ready: z.boolean(),
    checks: z.object(Object.fromEntries(PARTS.map((part) => [part, checkSchema]))).meta({ id: 'HealthChecks' }),
  }),
  Problem: problemSchema,
} as const;

for (const [id, schema] of Object.entries<z.ZodType>(answers)) z.globalRegistry.add(schema, { id });

/** What a client sends, beside bodies: the values that a parameter can have. */
const parameters = z.object({
  auditListQuery,
  failedRowsQuery,
  resultListQuery,
  jobStatus: jobStatusSchema,
  leadSort: leadSortSchema,
});

export type SchemaName =
  | keyof typeof answers
  | 'NewJob'
  | 'Speed'
  | 'Retry'
  | 'Restore'
  | 'Nothing'
  | 'NewKey'
  | 'FreeGate'
  | 'WhatsAppAccount'
  | 'PhoneAccount';

/**
 * Every schema of the API, as OpenAPI 3.1 wants it: JSON Schema 2020-12. Each object and each list of values has a name of
 * its own, the `id` of its metadata: a generator of clients makes one up for what has none (`NewJobSelectionType0`).
 */
export function componentSchemas(registry: OperationRegistry): Record<string, JsonSchema> {
  const components: Record<string, JsonSchema> = {};
  const add = (schemas: Readonly<Record<string, JsonSchema>>): void => {
    for (const [id, schema] of Object.entries(schemas)) {
      if (components[id] && !isDeepStrictEqual(components[id], schema)) throw new Error(`two schemas are called ${id}`);
      components[id] = schema;
    }
  };
  add(namedIn(z.toJSONSchema(z.object(answers), { io: 'output' })));
  // Each problem says which members it has beside these, and closes them.
  delete components.Problem!.additionalProperties;
  const sent = {
    NewJob: newJobSchema(registry),
    NewKey: newKeySchemaOf(registry),
    Speed: speedSchema,
    Retry: followUpSchema,
    Restore: restoreSchema,
    FreeGate: freeGateSchema,
    WhatsAppAccount: whatsAppAccountSchema,
    PhoneAccount: phoneAccountSchema,
  };
  for (const [id, schema] of Object.entries(sent)) {
    const made = inputSchemaOf(schema);
    add(namedIn(made));
    add({ [id]: bare(made) });
  }
  add(namedIn(inputSchemaOf(parameters)));
  components.Speed!.minProperties = 1;
  const mapping = Object.fromEntries([...registry.keys()].map((type) => [type, schemaRef(newJobName(type)).$ref]));
  components.NewJob!.discriminator = { propertyName: 'type', mapping };
  add(problemComponents() as Record<string, JsonSchema>);
  add({
    Nothing: {
      type: 'object',
      properties: {},
      additionalProperties: false,
      description: 'An empty object, or no body',
    },
    JobEvent: {
      type: 'object',
      description: 'One event of the stream',
      properties: {
        event: schemaRef('JobEventName'),
        id: { ...schemaRef('JobEventName'), description: 'To be sent back as `Last-Event-ID`' },
        data: { type: 'string', contentMediaType: 'application/json', contentSchema: schemaRef('Job') },
      },
      required: ['event', 'id', 'data'],
    },
    JobEventName: { type: 'string', enum: ['progress', 'end'] },
    JobsEvent: {
      type: 'object',
      description: 'One event of the stream of all jobs',
      properties: {
        event: schemaRef('JobsEventName'),
        id: { type: 'string', description: 'The look that it comes from; several events may come from one' },
        data: {
          type: 'string',
          contentMediaType: 'application/json',
          contentSchema: { anyOf: [schemaRef('ServerState'), schemaRef('JobSnapshot'), schemaRef('Job')] },
        },
      },
      required: ['event', 'id', 'data'],
    },
    JobsEventName: { type: 'string', enum: ['state', 'snapshot', 'job'] },
  });
  return components;
}

/** The JSON Schema of what a client sends; what has a name is referred to. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return bare(inputSchemaOf(schema));
}

/** The schemas of the document that zod has made out of those with an `id`. */
function namedIn({ $defs = {} }: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries($defs as object).map(([id, schema]) => [id, bare(schema as JsonSchema)]));
}

/** A schema as a part of the document: its references lead into the components. */
export function bare(schema: object): JsonSchema {
  const ofZod = ['$schema', '$id', 'id', '$defs'];
  const own = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ofZod.includes(keyword)));
  return JSON.parse(JSON.stringify(own).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}
