import { z } from 'zod';
import type { Canary } from '../../operations/canary.js';
import type { BatchSize } from '../../operations/control-ranges.js';
import {
  type JobParameters,
  type OperationDefinition,
  type OperationRegistry,
  RESTORE_JOB,
} from '../../operations/definition.js';
import { reasonSchema } from '../../operations/reason.js';
import type { FieldError } from '../../http/problem.js';
import type { GivenSelection } from '../../jobs/staging-area.js';
import { invalidRequest } from '../../http/problems.js';
import { fieldErrors, MAX_FIELD_ERRORS } from '../../http/parse-input.js';
import type { JsonValue } from '../../http/json-assembler.js';
import { canaryOf, messageOptionsSchema, uselessOptions } from './start-options.js';

/** Explicit ids have been taken out of the stream by now: their array arrives empty. */
const selectionSchema = z
  .strictObject({
    ids: z.array(z.never()).optional(),
    filter: z.record(z.string(), z.unknown()).optional(),
    all: z.literal(true).optional(),
  })
  .refine((selection) => Object.keys(selection).length === 1, { error: 'give exactly one of ids, filter and all' });

const shapeSchema = z.strictObject({
  type: z.string(),
  selection: selectionSchema,
  parameters: z.record(z.string(), z.unknown()).optional(),
  options: messageOptionsSchema.optional(),
  expectedTotal: z.int().min(0).optional(),
  reason: reasonSchema.optional(),
  archive: z.literal(false).optional(),
});

/** What a valid request asks for. */
export interface JobRequest {
  readonly definition: OperationDefinition;
  readonly selection: GivenSelection;
  /** As the definition's schema has made them. */
  readonly parameters: JobParameters;
  readonly batchSize: BatchSize | undefined;
  readonly throttleMs: number | undefined;
  readonly parallelism: number | undefined;
  /** To whom it sends first; of messages alone. */
  readonly canary: Canary | undefined;
  readonly expectedTotal: number | undefined;
  readonly reason: string | undefined;
  /** False where nothing is to be archived: what the job deletes is gone. */
  readonly archive: false | undefined;
}

/**
 * Checks the whole of a request but for its ids.
 *
 * @param idsGiven how many elements `selection.ids` had
 * @param idErrors faults among them
 * @throws Problem 400 naming every faulty field
 */
export function parseJobRequest(
  registry: OperationRegistry,
  body: JsonValue | undefined,
  idsGiven: number,
  idErrors: readonly FieldError[],
): JobRequest {
  const errors: FieldError[] = [];
  const shape = shapeSchema.safeParse(body);
  if (!shape.success) errors.push(...fieldErrors(shape.error));
  const { type, selection: given, parameters: givenParameters = {}, options: givenOptions } = fieldsOf(body);
  const definition = typeof type === 'string' ? registry.get(type) : undefined;
  if (typeof type === 'string' && !definition) errors.push(unknownType(registry, type));
  const { ids, filter: givenFilter } = fieldsOf(given);
  if (Array.isArray(ids) && idsGiven === 0) errors.push({ field: 'selection.ids', message: 'is empty' });
  errors.push(...idErrors);
  let filter: Readonly<Record<string, unknown>> | undefined;
  if (definition && isObject(givenFilter)) {
    const parsed = definition.targets.filterSchema.safeParse(givenFilter);
    if (!parsed.success) errors.push(...fieldErrors(parsed.error, 'selection.filter'));
    else filter = parsed.data;
  }
  let parameters: JobParameters = {};
  if (definition && isObject(givenParameters)) {
    const parsed = definition.parameters.safeParse(givenParameters);
    if (!parsed.success) errors.push(...fieldErrors(parsed.error, 'parameters'));
    else parameters = parsed.data;
  }
  const kind = ids === undefined ? (givenFilter === undefined ? 'all' : 'filter') : 'ids';
  if (definition?.selectedBy?.includes(kind) === false) {
    errors.push({
      field: `selection.${kind}`,
      message: `${definition.type} takes ${definition.selectedBy.join(' or ')}`,
    });
  }
  if (isObject(givenFilter) && Object.keys(givenFilter).length === 0) {
    errors.push({ field: 'selection.filter', message: 'is empty: use "all": true for everything' });
  }
  if (definition && definition.isArchived !== true && fieldsOf(body).archive !== undefined) {
    errors.push({ field: 'archive', message: `${definition.type} has no archive` });
  }
  if (definition && isObject(givenOptions)) errors.push(...uselessOptions(definition, givenOptions));
  if (errors.length > 0 || !shape.success || !definition) throw invalidRequest(errors.slice(0, MAX_FIELD_ERRORS));
  const { options, expectedTotal, reason, archive } = shape.data;
  return {
    definition,
    selection: filter ? { kind: 'filter', filter } : { kind: shape.data.selection.ids ? 'ids' : 'all' },
    parameters,
    batchSize: options?.batchSize,
    throttleMs: options?.throttleMs,
    parallelism: options?.parallelism,
    canary: canaryOf(options),
    expectedTotal,
    reason,
    archive,
  };
}

export function unknownType(registry: OperationRegistry, type: unknown): FieldError {
  const known = `must be one of ${[...registry.keys()].join(', ')}`;
  return { field: 'type', message: type === RESTORE_JOB ? `${known}; a job is undone by its /restore` : known };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface RawRequest {
  readonly type?: unknown;
  readonly selection?: unknown;
  readonly parameters?: unknown;
  readonly ids?: unknown;
  readonly filter?: unknown;
  readonly archive?: unknown;
  readonly options?: unknown;
}

function fieldsOf(value: unknown): RawRequest {
  return isObject(value) ? value : {};
}
