import { z } from 'zod';
import { policySchema } from '../operation-types/operation-type-listing.js';
import { countSchema } from '../../operations/count.js';
import { jobSelectionSchema, jobStatusSchema, parametersViewSchema, runOptionsSchema } from './job-view.js';

/** As a refused start names it, too. */
const holderSchema = z
  .object({
    jobId: z.uuid().nullable().describe('Null for a lock that is none of ours'),
    status: jobStatusSchema.nullable(),
    startedAt: z.iso.datetime().nullable(),
    processed: z.int().min(0).nullable(),
    total: z.int().min(0).nullable(),
    ttlSeconds: z.int().min(0).nullable().describe('Seconds left; null for no expiry, and where the lock is lost'),
  })
  .meta({ id: 'HolderWithTime', description: 'Who holds the gate' });

const namedTarget = z.object({ id: z.int(), name: z.string() }).meta({ id: 'NamedTarget' });

/** What a start would do. */
export const dryRunSchema = z.object({
  type: z.string().describe('Operation type'),
  selection: jobSelectionSchema,
  parameters: parametersViewSchema,
  count: countSchema.describe('Targets that a start would have now'),
  sample: z
    .array(namedTarget)
    .max(10)
    .describe('The first targets by id, as far as there was time; of ids only those that there are'),
  missing: z
    .int()
    .min(0)
    .nullable()
    .describe(
      'Ids that name no row of the business now: a start would skip them, and they are in `count`. ' +
        'Null for other selections, and where there was not enough time',
    ),
  estimatedSeconds: z
    .int()
    .min(0)
    .nullable()
    .describe('At this speed, where nothing holds it up; null where the count is not exact'),
  recipients: z
    .object({
      looked: countSchema.describe('Targets that were looked at, the first by id; exact where those are all of them'),
      reached: z.int().min(0).describe('Of those, how many people a message would be sent to'),
      skipped: z
        .array(
          z
            .object({
              code: z
                .string()
                .describe(
                  '`no_consent`, `opted_out`, `no_number`, `other_country`, `duplicate`, `outside_hours`, `capped`',
                ),
              count: z.int().min(1),
            })
            .meta({ id: 'NotReached' }),
        )
        .describe('Why how many of them would get none, the most frequent reason first'),
      perSecond: z.int().min(1).describe('The pace of the account'),
      budget: z
        .object({
          peoplePerDay: z.int().min(1).describe('People that the account may write to in 24 hours'),
          used: z.int().min(0).describe('People written to in the last 24 hours; rather too many than too few'),
          left: z.int().min(0),
          beyond: z
            .int()
            .min(0)
            .describe(
              'How many of `reached` go beyond it, at most: some of them may be among `used`. Nothing is refused',
            ),
        })
        .meta({ id: 'PeopleBudget' })
        .nullable()
        .describe('Null where the account names no number of people, and where there was not enough time'),
      preview: z
        .object({
          target: namedTarget.describe('The first by id who would be reached'),
          texts: z
            .array(z.string())
            .nullable()
            .describe(
              'What is filled in for it, text by text; null where a field that they name is empty: it would be left out',
            ),
        })
        .meta({ id: 'MessagePreview' })
        .nullable()
        .describe('The message as one of them would get it; null where nobody would be reached'),
    })
    .meta({ id: 'Recipients' })
    .nullable()
    .describe('Of an operation that sends messages: who would be reached now; else null'),
  options: runOptionsSchema.describe('As it would run'),
  policy: policySchema,
  gate: z
    .object({
      held: z.boolean().nullable().describe('Whether a start would be refused now; null when Redis did not answer'),
      holder: holderSchema.nullable(),
    })
    .meta({ id: 'GateNow' }),
  archiveDays: z
    .int()
    .min(0)
    .describe('So many days it could be undone; 0: nothing is archived, and it cannot be undone'),
  isConfirmationRequired: z
    .boolean()
    .describe('Whether a start needs `expectedTotal` and `reason`; also where it was not counted to the end'),
});

export type DryRunView = z.infer<typeof dryRunSchema>;
