import { z } from 'zod';
import type { Caller } from '../../access/caller.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { type Policy, policyFields } from '../../operations/policy.js';
import { inputSchemaOf } from '../docs/input-schema.js';
import { selectionSchemaOf } from '../jobs/new-job-schema.js';

const jsonSchema = z.record(z.string(), z.unknown());

const operationTypeSchema = z
  .object({
    type: z.string().describe('To be sent as `type` of a start'),
    summary: z.string(),
    selection: jsonSchema.describe('JSON Schema of `selection`'),
    parameters: jsonSchema.describe('JSON Schema of what a start needs besides its selection'),
    policy: policyFields.meta({ id: 'Policy' }).describe('In force for jobs that are accepted now'),
  })
  .meta({ id: 'StartableType' });

export const operationTypeListSchema = z.object({ items: z.array(operationTypeSchema) });

export type OperationTypeList = z.infer<typeof operationTypeListSchema>;

/** No operation type takes parameters yet. */
const NO_PARAMETERS = z.strictObject({});

/** What can be started. */
export class OperationTypeListing {
  constructor(
    private readonly registry: OperationRegistry,
    private readonly policyOf: (operationType: string) => Policy,
  ) {}

  /** Of a credential that is limited to some types: those. */
  list({ operationTypes }: Pick<Caller, 'operationTypes'>): OperationTypeList {
    const definitions = [...this.registry.values()].filter(({ type }) => operationTypes?.includes(type) ?? true);
    return {
      items: definitions.map(({ type, summary, targets }) => ({
        type,
        summary,
        policy: this.policyOf(type),
        selection: inputSchemaOf(selectionSchemaOf(targets)),
        parameters: inputSchemaOf(NO_PARAMETERS),
      })),
    };
  }
}
