import { z } from 'zod';
import type { Caller } from '../../access/caller.js';
import { mayDo, OPERATION_PERMISSIONS } from '../../access/permissions.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { type Policy, policyFields } from '../../operations/policy.js';
import type { RunnableTypes } from '../../jobs/runnable-types.js';
import { WAYS_TO_SELECT } from '../../operations/selection.js';
import { inputSchemaOf } from '../docs/input-schema.js';
import { messageOptionsSchema, optionsSchema } from '../jobs/start-options.js';
import { runOptionsSchema } from '../jobs/job-view.js';
import { selectionSchemaOf } from '../jobs/new-job-schema.js';

export const policySchema = policyFields.meta({ id: 'Policy' });

const jsonSchema = z.record(z.string(), z.unknown());

const operationTypeSchema = z
  .object({
    type: z.string().describe('To be sent as `type` of a start'),
    summary: z.string(),
    available: z
      .boolean()
      .nullable()
      .describe(
        'False where workers run and none of them knows it: a start is refused with `no_worker_for_type`. Null: Redis is away',
      ),
    targets: z.string().describe('What it is about: `leads`'),
    selectedBy: z.array(z.enum(WAYS_TO_SELECT).meta({ id: 'WayToSelect' })).describe('How its targets can be selected'),
    selection: jsonSchema.describe('JSON Schema of `selection`'),
    parameters: jsonSchema.describe('JSON Schema of what a start needs besides its selection'),
    options: jsonSchema.describe('JSON Schema of `options`'),
    policy: policySchema.describe('In force for jobs that are accepted now'),
    fullSpeed: runOptionsSchema.describe('Options that are as fast as is sensible'),
    permissions: z
      .array(z.enum(OPERATION_PERMISSIONS).meta({ id: 'OperationPermission' }))
      .describe('What you may do with it'),
  })
  .meta({ id: 'StartableType' });

export const operationTypeListSchema = z.object({ items: z.array(operationTypeSchema) });

export type OperationTypeList = z.infer<typeof operationTypeListSchema>;

/** As fast as the database allows, in transactions that are kind to others. */
const FULL_SPEED = { batchSize: 'auto' as const, throttleMs: 0, parallelism: 1 };

/** What can be started. */
export class OperationTypeListing {
  constructor(
    private readonly registry: OperationRegistry,
    private readonly policyOf: (operationType: string) => Policy,
    private readonly runnable: Pick<RunnableTypes, 'list'>,
  ) {}

  /** Of a credential that is limited to some types: those. */
  async list({ operationTypes, role }: Pick<Caller, 'operationTypes' | 'role'>): Promise<OperationTypeList> {
    const mayStart = await this.runnable.list();
    const definitions = [...this.registry.values()].filter(({ type }) => operationTypes?.includes(type) ?? true);
    return {
      items: definitions.map((definition) => ({
        type: definition.type,
        summary: definition.summary,
        available: mayStart?.(definition.type) ?? null,
        targets: definition.targets.table,
        selectedBy: [...(definition.selectedBy ?? WAYS_TO_SELECT)],
        policy: this.policyOf(definition.type),
        selection: inputSchemaOf(selectionSchemaOf(definition)),
        parameters: inputSchemaOf(definition.parameters),
        options: inputSchemaOf(definition.kind === 'messages' ? messageOptionsSchema : optionsSchema),
        fullSpeed: FULL_SPEED,
        permissions: OPERATION_PERMISSIONS.filter((permission) => mayDo(role, permission)),
      })),
    };
  }
}
