/** Moments of a chunk at which a crash would tell the most. The second line has those of a chunk of messages alone. */
export type CheckpointName =
  | ('before begin' | 'batch opened' | 'before commit' | 'after commit')
  | ('before composed' | 'composed' | 'before claim' | 'claimed' | 'answered' | 'outcome written');

/** Where tests stop, kill or freeze a worker. A no-op in production. */
export type Checkpoint = (
  name: CheckpointName,
  chunk: { jobId: string; businessId: number; streamNo: number; chunkNo: number },
) => Promise<void> | void;

export const noCheckpoint: Checkpoint = () => undefined;
