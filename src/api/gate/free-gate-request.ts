import { z } from 'zod';
import { reasonSchema } from '../../operations/reason.js';

/** Body of `DELETE /gate/{type}`. */
export const freeGateSchema = z.strictObject({
  value: z
    .string()
    .min(1)
    .max(200)
    .describe('The value of the lock as you have seen it: a lock that has changed hands since stays'),
  reason: reasonSchema.describe('Why, in one line of 3 to 200 characters: it goes into the audit log'),
  force: z
    .boolean()
    .default(false)
    .describe('Ends the job that holds it first: its workflow is terminated, and the job is `failed`'),
});

export const freedGateSchema = z.object({
  type: z.string().describe('Operation type'),
  jobId: z.uuid().nullable().describe('The job that held it; null for a value that is none of ours'),
  ended: z.boolean().describe('The job was ended by force'),
});

export type FreedGate = z.infer<typeof freedGateSchema>;
