import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { messageReference } from '../../src/channels/message-reference.js';
import { Business } from '../../src/db/business.js';
import { markSending } from '../../src/db/repositories/outbox.js';
import { insertMessages } from '../../src/db/repositories/outbox-chunks.js';
import type { JobParameters } from '../../src/operations/definition.js';
import { beginJob } from '../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from './accepted-job.js';

/** The one message of a job that sends messages: claimed, and on its way to the provider. */
export interface MessageInOutbox {
  readonly jobId: string;
  readonly targetId: number;
  readonly claimId: string;
  /** Ours, as the provider brings it back. */
  readonly reference: string;
}

interface MessageToWrite {
  readonly businessId: number;
  readonly targetId: number;
  readonly address: string;
  /** Of its job. */
  readonly operationType: string;
  readonly parameters: JobParameters;
}

export async function messageInOutbox(
  superuser: DataSource,
  {
    businessId = 1,
    targetId = 1,
    address = 'to',
    operationType = `canary_${randomUUID()}`,
    parameters = {},
  }: Partial<MessageToWrite> = {},
): Promise<MessageInOutbox> {
  const business = new Business(superuser, businessId);
  const jobId = await acceptedJob(superuser, { businessId, operationType, parameters });
  await beginJob(business, jobId, { total: 1, upperBound: targetId }, null, true);
  await insertMessages(business, { businessId, jobId, streamNo: 1, chunkNo: 1 }, [{ targetId, address }]);
  const claimId = randomUUID();
  await markSending(business, { businessId, jobId, targetId }, claimId);
  return { jobId, targetId, claimId, reference: messageReference({ jobId, targetId }) };
}
