import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { drainsOfBusiness } from '../../db/repositories/drains.js';
import { findJobsById } from '../../db/repositories/job-reads.js';
import type { BulkGate } from '../../gate/bulk-gate.js';
import { jobStatusSchema } from '../jobs/job-view.js';

const gateHolderSchema = z
  .object({
    jobId: z.uuid().nullable().describe('Null for a value that is none of ours'),
    status: jobStatusSchema.nullable().describe('Null while the job has no row, or for a foreign value'),
    startedAt: z.iso.datetime().nullable().describe('When it began; before that, when it was accepted'),
    processed: z.int().nullable(),
    total: z.int().nullable(),
  })
  .meta({ id: 'GateHolder' });

export const heldGateSchema = z.object({
  type: z.string().describe('Operation type'),
  holder: gateHolderSchema,
  value: z.string().describe('What stands in the lock: what a release by hand must name'),
  foreign: z.boolean().describe('The value is not of this system: it is respected and never reclaimed'),
  ttlSeconds: z.int().nullable().describe('Seconds left; null means no expiry'),
});

export const drainSchema = z.object({
  type: z.string().nullable().describe('Operation type; null for every one'),
  since: z.iso.datetime(),
});

type HeldGate = z.infer<typeof heldGateSchema>;

/** What is held, and what is not let in. */
export interface HeldGates {
  readonly items: HeldGate[];
  readonly drains: z.infer<typeof drainSchema>[];
}

/** What a lock may show of itself: ours have 40 characters, a foreign one has whatever it has. */
const MAX_VALUE_LENGTH = 200;

/** What is held in a business, and which of its starts are drained. */
export class GateListing {
  constructor(private readonly gate: BulkGate) {}

  /** @throws GateUnavailable */
  async list(business: Business): Promise<HeldGates> {
    const locks = await this.gate.list(business.id);
    const jobIds = locks.flatMap(({ jobId }) => jobId ?? []);
    const jobs = await findJobsById(business, jobIds);
    const drains = await drainsOfBusiness(business);
    const items = locks.map(({ operationType, value, jobId, ttlSeconds }): HeldGate => {
      const job = jobId === null ? undefined : jobs.get(jobId);
      return {
        type: operationType,
        holder: {
          jobId,
          status: job?.status ?? null,
          startedAt: (job?.startedAt ?? job?.createdAt)?.toISOString() ?? null,
          processed: job?.processed ?? null,
          total: job?.total ?? null,
        },
        value: value.slice(0, MAX_VALUE_LENGTH),
        foreign: jobId === null,
        ttlSeconds,
      };
    });
    return {
      items,
      drains: drains.map(({ operationType, since }) => ({ type: operationType, since: since.toISOString() })),
    };
  }
}
