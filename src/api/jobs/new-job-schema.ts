import { z } from 'zod';
import type { OperationDefinition, OperationRegistry } from '../../operations/definition.js';
import { WAYS_TO_SELECT } from '../../operations/selection.js';
import { reasonSchema } from '../../operations/reason.js';
import { pascalCase } from '../docs/pascal-case.js';
import { jobOptionsSchema, messageJobOptionsSchema } from './start-options.js';

// What the reader of `POST /jobs` accepts. It checks ids while they stream past, so this is a description of it, not what
// it runs; a test holds the two together.

const byIds = z.strictObject({ ids: z.array(z.int().positive()).min(1) }).meta({ id: 'SelectionByIds' });
const ofAll = z.strictObject({ all: z.literal(true) }).meta({ id: 'SelectionOfAll' });

/** One for each table, or operation: a schema with a name must not be made twice. */
const selections = new Map<string, z.ZodType>();

/** What an operation can select. */
export function selectionSchemaOf({ type, targets, selectedBy }: OperationDefinition): z.ZodType {
  const of = pascalCase(selectedBy ? type : targets.table);
  const known = selections.get(of);
  if (known) return known;
  const schemas = {
    ids: byIds,
    filter: z
      .strictObject({ filter: targets.filterSchema.meta({ minProperties: 1 }) })
      .meta({ id: `SelectionOf${of}ByFilter` }),
    all: ofAll,
  };
  const [first, ...others] = (selectedBy ?? WAYS_TO_SELECT).map((kind) => schemas[kind]);
  const made = z
    .union([first!, ...others])
    .meta({ id: `SelectionOf${of}` })
    .describe('What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything');
  selections.set(of, made);
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
  const { type, summary, isArchived } = definition;
  const parameters = parametersSchemaOf(definition);
  return z
    .strictObject({
      type: z.literal(type).describe('Operation type'),
      selection: selectionSchemaOf(definition),
      parameters: (parameters.safeParse({}).success ? parameters.optional() : parameters).describe(
        'What the operation needs beside its selection',
      ),
      options: (definition.kind === 'messages' ? messageJobOptionsSchema : jobOptionsSchema)
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
