import { LIVE } from '../live-condition.js';
import type { Transaction } from '../transaction.js';
import { openChunk } from './chunk-ledger.js';

interface OneJob {
  readonly businessId: number;
  readonly jobId: string;
}

/** Streams and chunks are numbered from 1: the row of the finish is none of theirs. */
const FINISH = { streamNo: 0, chunkNo: 0 } as const;

/** @returns false when the job's operation has been finished: nothing else may happen then */
export function openFinish(sql: Transaction, job: OneJob): Promise<boolean> {
  return openChunk(sql, { ...job, ...FINISH });
}

/** Last in the transaction, like the end of a chunk. @returns false when the job is no longer live: roll everything back */
export async function closeFinish(sql: Transaction, { businessId, jobId }: OneJob): Promise<boolean> {
  const closed = await sql.query(
    `WITH ledger AS (
       UPDATE job_batches SET exhausted = true, finished_at = clock_timestamp()
        WHERE job_id = $1 AND stream_no = $3 AND batch_no = $4 AND business_id = $2)
     UPDATE jobs SET heartbeat_at = clock_timestamp() WHERE id = $1 AND business_id = $2 AND ${LIVE} RETURNING 1`,
    [jobId, businessId, FINISH.streamNo, FINISH.chunkNo],
  );
  return closed.length > 0;
}
