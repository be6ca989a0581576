import type { DataSource } from 'typeorm';
import type { JobStatus } from '../../operations/status.js';
import { LIVE } from '../live-condition.js';
import { queryInBusiness } from '../transaction.js';

/** A live job that is about to be told something. */
export interface ControlledJob {
  readonly id: string;
  readonly businessId: number;
  readonly operationType: string;
  readonly temporalNamespace: string;
  readonly status: JobStatus;
  readonly begun: boolean;
  /** Sequence number of this control: greater than that of every earlier one. */
  readonly controlSeq: number;
}

const CONTROLLED = `id, business_id AS "businessId", operation_type AS "operationType",
  temporal_namespace AS "temporalNamespace", status, started_at IS NOT NULL AS begun, control_seq AS "controlSeq"`;

/**
 * Numbers one more control of a job. The order of these numbers, not that of delivery, decides which control wins.
 *
 * The row's `running` or `paused` says nothing here: after a pause that was not confirmed it may still say `running`,
 * and the resume that follows must reach the workflow to be put in order. Only a job that is stopping takes no control.
 *
 * @returns null when the job is final, cancelling or unknown in this business
 */
export async function nextControl(
  dataSource: DataSource,
  businessId: number,
  jobId: string,
): Promise<ControlledJob | null> {
  const [job] = await queryInBusiness<ControlledJob>(
    dataSource,
    businessId,
    `UPDATE jobs SET control_seq = control_seq + 1
      WHERE id = $1 AND business_id = $2 AND ${LIVE} AND status <> 'cancelling'
      RETURNING ${CONTROLLED}`,
    [jobId, businessId],
  );
  return job ?? null;
}

/**
 * Makes a cancel a fact: from here on every batch of the job returns that it is to stop, whatever becomes of the
 * request to Temporal. The first moment is kept.
 *
 * @returns null when the job is final or unknown in this business
 */
export async function requestCancel(
  dataSource: DataSource,
  businessId: number,
  jobId: string,
): Promise<ControlledJob | null> {
  const [job] = await queryInBusiness<ControlledJob>(
    dataSource,
    businessId,
    `UPDATE jobs SET cancel_requested_at = COALESCE(cancel_requested_at, clock_timestamp())
      WHERE id = $1 AND business_id = $2 AND ${LIVE}
      RETURNING ${CONTROLLED}`,
    [jobId, businessId],
  );
  return job ?? null;
}
