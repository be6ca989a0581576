import { z } from 'zod';
import type { FieldError } from '../../http/problem.js';
import type { Canary } from '../../operations/canary.js';
import { PARALLELISM, THROTTLE_MS } from '../../operations/control-ranges.js';
import type { OperationDefinition } from '../../operations/definition.js';
import { batchSizeSchema } from '../../operations/policy.js';

/** Runs the operation with these in place of the policy's. */
export const optionsSchema = z.strictObject({
  batchSize: batchSizeSchema.optional(),
  throttleMs: z.int().min(THROTTLE_MS.min).max(THROTTLE_MS.max).optional(),
  parallelism: z.int().min(PARALLELISM.min).max(PARALLELISM.max).optional(),
});

const MAX_FAILED_PERCENT = 20;
const WAIT_SECONDS = 120;

const canarySchema = z
  .strictObject({
    recipients: z.int().min(1).max(1_000).describe('So many people are sent to first; skipped targets do not count'),
    maxFailedPercent: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe(`Percent of them. Where more have failed, the job pauses itself. Default: ${MAX_FAILED_PERCENT}`),
    waitSeconds: z
      .int()
      .min(1)
      .max(3_600)
      .optional()
      .describe(
        `Seconds for which webhooks are waited for. Then an accepted message without one counts as arrived, and one whose answer was lost as failed. Default: ${WAIT_SECONDS}`,
      ),
  })
  .meta({ id: 'CanaryOptions' })
  .describe('Sends to the first people, looks at what became of that, and goes on by itself or pauses itself');

/** The same of a job that sends messages. */
export const messageOptionsSchema = optionsSchema.extend({ canary: canarySchema.optional() });

/** The same under the names that the document has for them. */
export const jobOptionsSchema = optionsSchema.meta({ id: 'JobOptions' });
export const messageJobOptionsSchema = messageOptionsSchema.meta({ id: 'MessageJobOptions' });

export const speedSchema = optionsSchema.refine((speed) => Object.keys(speed).length > 0, {
  error: 'give batchSize, throttleMs or parallelism',
});

export type StartOptions = z.infer<typeof messageOptionsSchema>;

/** With what was left out. */
export function canaryOf(options: StartOptions | undefined): Canary | undefined {
  if (!options?.canary) return undefined;
  const { recipients, maxFailedPercent = MAX_FAILED_PERCENT, waitSeconds = WAIT_SECONDS } = options.canary;
  return { recipients, maxFailedPercent, waitSeconds };
}

/** Those that the operation has no use for. */
export function uselessOptions({ type, kind }: OperationDefinition, options: object | undefined): FieldError[] {
  const hasCanary = options !== undefined && 'canary' in options;
  return hasCanary && kind !== 'messages' ? [{ field: 'options.canary', message: `${type} sends no messages` }] : [];
}
