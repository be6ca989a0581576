/** What can happen to a gate. Each is one structured log line and one metric. */
export type GateEventName =
  /** A start took the gate. */
  | 'acquired'
  /** A start was refused: somebody holds the gate. */
  | 'held'
  /** A heartbeat set the TTL again. */
  | 'refreshed'
  /** A running job found its lock gone or overwritten and took it back. */
  | 'retaken'
  /** A refused start had taken a lost lock and handed it to the job that is live. */
  | 'handed_over'
  /** A running job met a foreign lock that stayed: the job fails, the lock is untouched. */
  | 'lost'
  /** A dead job's lock was taken over by a start or freed by the reconciler. */
  | 'reclaimed'
  /** The holder freed its own lock. */
  | 'released';

export interface GateEvent {
  readonly event: GateEventName;
  readonly businessId: number;
  readonly operationType: string;
  /** The job the event is about; for `held` the holder. Null where the value is foreign. */
  readonly jobId: string | null;
  readonly ttlSeconds: number | null;
}

/** Where gate events go: logs and metrics in the processes, an array in tests. */
export type RecordGateEvent = (event: GateEvent) => void;
