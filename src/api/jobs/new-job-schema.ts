import { z } from 'zod';
import type { OperationDefinition, OperationRegistry, TargetTable } from '../../operations/definition.js';
import { reasonSchema } from '../../operations/reason.js';
import { pascalCase } from '../docs/pascal-case.js';
import { jobOptionsSchema } from './job-request.js';

// What the reader of `POST /jobs` accepts. It checks ids while they stream past, so this is a description of it, not what
// it runs; a test holds the two together.

const byIds = z.strictObject({ ids: z.array(z.int().positive()).min(1) }).meta({ id: 'SelectionByIds' });
const ofAll = z.strictObject({ all: z.literal(true) }).meta({ id: 'SelectionOfAll' });

/** One for each table: a schema with a name must not be made twice. */
const selections = new Map<TargetTable, z.ZodType>();

/** What an operation on these targets can select. */
export function selectionSchemaOf(targets: TargetTable): z.ZodType {
  const known = selections.get(targets);
  if (known) return known;
  const of = pascalCase(targets.table);
  const byFilter = z
    .strictObject({ filter: targets.filterSchema.meta({ minProperties: 1 }) })
    .meta({ id: `SelectionOf${of}ByFilter` });
  const made = z
    .union([byIds, byFilter, ofAll])
    .meta({ id: `SelectionOf${of}` })
    .describe('What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything');
  selections.set(targets, made);
  return made;
}

const withoutArchive = z
  .literal(false)
  .optional()
  .describe('Erases for good: nothing is archived, and the job cannot be undone. Needs the permission `erase`');

/** One for each schema, as above. */
const named = new Map<z.ZodType, z.ZodType>();

/** The parameters' schema under a name: its own, or one made of the type. */
function parametersSchemaOf({ type, parameters }: OperationDefinition): z.ZodType {
  const meta = parameters.meta();
  if (meta?.id !== undefined) return parameters;
  const made = named.get(parameters) ?? parameters.meta({ ...meta, id: `${pascalCase(type)}Parameters` });
  named.set(parameters, made);
  return made;
}

/** A start: by its type one of these. */
export function newJobSchema(registry: OperationRegistry) {
  const [first, ...others] = [...registry.values()].map(newJobOfType);
  if (!first) throw new Error('there is no operation type');
  return z.discriminatedUnion('type', [first, ...others]);
}

/** The component that describes a start of this type. */
export function newJobName(type: string): string {
  return `New${pascalCase(type)}`;
}

function newJobOfType(definition: OperationDefinition) {
  const { type, summary, targets, isArchived } = definition;
  const parameters = parametersSchemaOf(definition);
  return z
    .strictObject({
      type: z.literal(type).describe('Operation type'),
      selection: selectionSchemaOf(targets),
      parameters: (parameters.safeParse({}).success ? parameters.optional() : parameters).describe(
        'What the operation needs beside its selection',
      ),
      options: jobOptionsSchema
        .optional()
        .describe("In place of the policy's values; can be changed while the job runs"),
      expectedTotal: z
        .int()
        .min(0)
        .optional()
        .describe('How many targets you mean: where there are more or fewer, nothing is started'),
      reason: reasonSchema
        .optional()
        .describe('Why, in one line of 3 to 200 characters: it is part of the job and of the audit log'),
      ...(isArchived === true ? { archive: withoutArchive } : {}),
    })
    .meta({ id: newJobName(type) })
    .describe(summary);
}
