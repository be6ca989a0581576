/** Bulk work: workflows and batches of every operation type. */
export const BULK_TASK_QUEUE = 'bulk-operations';

/** Fetches of recordings, for which a person waits: with slots of their own, no bulk job is ever before them. */
export const RECORDING_TASK_QUEUE = 'recordings';
