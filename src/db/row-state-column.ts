import { BATCH_SIZE } from './batch-size-column.js';
import { IS_CANARY } from './canary-condition.js';

/** `RowState` of a row of `jobs`, as one column named `row`. */
export const ROW_STATE = `jsonb_build_object(
  'status', status, 'statusAtMs', round(extract(epoch FROM status_at) * 1000), 'writeNo', status_no,
  'statusSeq', status_seq, 'batchSize', ${BATCH_SIZE}, 'throttleMs', throttle_ms, 'parallelism', parallelism, 'speedSeq', speed_seq,
  'controlSeq', control_seq)
  || CASE WHEN ${IS_CANARY} THEN '{"isCanary": true}'::jsonb ELSE '{}' END
  || CASE WHEN pause_reason IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('pauseReason', pause_reason) END AS "row"`;
