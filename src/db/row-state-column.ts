import { BATCH_SIZE } from './batch-size-column.js';

/** `RowState` of a row of `jobs`, as one column named `row`. */
export const ROW_STATE = `jsonb_build_object(
  'status', status, 'statusAtMs', round(extract(epoch FROM status_at) * 1000), 'writeNo', status_no,
  'statusSeq', status_seq, 'batchSize', ${BATCH_SIZE}, 'throttleMs', throttle_ms, 'parallelism', parallelism, 'speedSeq', speed_seq,
  'controlSeq', control_seq) AS "row"`;
