/** Bulk work: workflows and batches of every operation type. */
export const BULK_TASK_QUEUE = 'bulk-operations';
