import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { BatchDependencies } from '../../src/activities/batch-activities.js';
import { Business } from '../../src/db/business.js';
import { beginJob } from '../../src/db/repositories/job-lifecycle.js';
import type { BatchInput } from '../../src/operations/batch.js';
import type { Canary } from '../../src/operations/canary.js';
import { canaryMessage } from '../processes/canary-message.js';
import { acceptedJob } from './accepted-job.js';
import { batchActivities, firstBatch } from './batch-activities.js';

/** A begun job of messages over all canaries of its business, without a workflow. */
export interface MessageJob {
  readonly id: string;
  readonly business: Business;
  /** Its first batch, which is one chunk of so many. */
  readonly batch: BatchInput;
  activities(changed?: Partial<BatchDependencies>): ReturnType<typeof batchActivities>;
  /** State and code of each message, in the order of the canaries. */
  messages(): Promise<string[]>;
  row(): Promise<Record<string, unknown>>;
}

interface MessageJobOptions {
  /** As whoever works on it: a worker. */
  readonly dataSource: DataSource;
  /** As the superuser. */
  readonly superuser: DataSource;
  readonly redis: Redis;
  readonly url: string;
  readonly businessId: number;
  /** One canary each. */
  readonly moods: readonly string[];
  readonly chunkSize?: number;
  readonly canary?: Canary | undefined;
}

export async function messageJob(options: MessageJobOptions): Promise<MessageJob> {
  const { dataSource, superuser, redis, url, businessId, moods, chunkSize = moods.length } = options;
  await superuser.query('INSERT INTO canaries (business_id, mood) SELECT $1, unnest($2::text[])', [businessId, moods]);
  // At its full rate at once.
  await redis.hset(`bulk_gate:provider_pace:canary:${businessId}`, { rate: 1_000, next: 1, last: 1 });
  const id = await acceptedJob(superuser, {
    ...{ businessId, operationType: canaryMessage.type, targets: canaryMessage.targets, parameters: { url } },
    canary: options.canary,
  });
  const business = new Business(dataSource, businessId);
  const [last] = await superuser.query<{ id: number }[]>('SELECT max(id) AS id FROM canaries');
  await beginJob(business, id, { total: moods.length, upperBound: last!.id }, null, true);
  return {
    id,
    business,
    batch: {
      ...firstBatch(id),
      ...{
        businessId,
        operationType: canaryMessage.type,
        batchSize: chunkSize,
        chunkSize,
        maxBatchMs: 60_000,
        holdMs: 1_000,
      },
    },
    activities: (changed) => batchActivities(dataSource, redis, changed),
    async messages() {
      const rows = await superuser.query<{ message: string }[]>(
        `SELECT concat_ws(' ', state, code) AS message FROM outbox WHERE job_id = $1 ORDER BY target_id`,
        [id],
      );
      return rows.map(({ message }) => message);
    },
    async row() {
      const [row] = await superuser.query<Record<string, unknown>[]>(
        `SELECT status, total, processed, succeeded, failed_count AS failed, skipped, not_attempted AS "notAttempted",
                hold_reason AS "holdReason", pause_reason AS "pauseReason", last_error AS "lastError" FROM jobs WHERE id = $1`,
        [id],
      );
      return row!;
    },
  };
}
